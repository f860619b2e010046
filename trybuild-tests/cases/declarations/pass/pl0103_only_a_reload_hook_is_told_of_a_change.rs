//! Everything else follows reloads with a handle.
use purlin::prelude::*;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10, dynamic)]
    pub max_open: u32,
}

pub struct OrdersModule;

#[module(config = OrdersConfig)]
impl OrdersModule {
    #[on_start]
    fn limits(_orders: Live<OrdersConfig>) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
