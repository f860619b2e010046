//! A type is provided once, or its providers are told apart by names.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

pub struct OrdersModule;

#[module(components = [Ledger])]
impl OrdersModule {
    #[provides]
    fn ledger() -> Ledger {
        Ledger
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
