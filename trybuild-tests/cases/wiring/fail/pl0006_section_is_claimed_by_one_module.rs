//! A configuration section is claimed by one module; others ask for it.
use purlin::prelude::*;


#[config(prefix = "orders")]
pub struct OrdersConfig {
    #[config(default = 10)]
    pub max_open: u32,
}

#[module(config = OrdersConfig)]
pub struct OrdersModule;

pub struct BillingModule;

#[module(config = OrdersConfig)]
impl BillingModule {
    #[on_start]
    async fn warm(_config: Arc<OrdersConfig>) {}
}

#[app(modules = [OrdersModule, BillingModule])]
pub struct Storefront;

fn main() {}
