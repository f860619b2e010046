//! `#[provides]` belongs on a struct or on a method of a module.
use purlin::prelude::*;


pub struct Ledger;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    pub fn ledger() -> Ledger {
        Ledger
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
