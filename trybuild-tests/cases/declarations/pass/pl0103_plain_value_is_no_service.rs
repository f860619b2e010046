//! A plain value is no service: it is said, or a setting.
use purlin::prelude::*;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    /// Who signs.
    #[config(default = "desk")]
    pub clerk: String,
}

#[provides]
pub struct Ledger {
    clerk: Arc<OrdersConfig>,
    #[value("ledger")]
    title: &'static str,
}

pub struct OrdersModule;

#[module(config = OrdersConfig, components = [Ledger])]
impl OrdersModule {
    #[on_start]
    fn open(_config: &OrdersConfig) {}
}

#[app(modules = [OrdersModule], expose = [Ledger])]
pub struct Storefront;

fn main() {}
