//! A provider returns what it provides.
use purlin::prelude::*;

pub struct Ledger;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    fn ledger() {
        drop(Ledger);
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
