//! What a reload hook is for is to be told what changes.
use purlin::prelude::*;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10, dynamic)]
    pub max_open: u32,
}

pub struct OrdersModule;

#[module(config = OrdersConfig)]
impl OrdersModule {
    #[on_reload]
    fn limits(_orders: &OrdersConfig) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
