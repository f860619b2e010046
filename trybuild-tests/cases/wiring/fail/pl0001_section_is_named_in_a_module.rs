//! A configuration section that is asked for is named in a module.
use purlin::prelude::*;

/// Where orders are kept.
#[config(prefix = "orders")]
pub struct OrdersConfig {
    /// Open orders that one customer may have.
    #[config(default = 10)]
    pub max_open: u32,
}

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[on_start]
    async fn report(config: &OrdersConfig) {
        let _ = config.max_open;
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
