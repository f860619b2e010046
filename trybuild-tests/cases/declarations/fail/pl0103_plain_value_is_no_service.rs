//! A plain value is no service: it is said, or a setting.
//! errors: 3
use purlin::prelude::*;

#[config(prefix = "orders")]
pub struct OrdersConfig {
    /// Who signs.
    #[config(default = "desk")]
    pub clerk: String,
}

#[provides]
pub struct Ledger {
    clerk: String,
    title: &'static str,
}

pub struct OrdersModule;

#[module(config = OrdersConfig, components = [Ledger])]
impl OrdersModule {
    #[on_start]
    fn open(_clerk: &str, _most: usize) {}
}

#[app(modules = [OrdersModule], expose = [Ledger])]
pub struct Storefront;

fn main() {}
