//! Whether a service exists is known when the application is built.
use purlin::prelude::*;

pub struct Ledger;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    fn ledger() -> Option<Ledger> {
        Some(Ledger)
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
