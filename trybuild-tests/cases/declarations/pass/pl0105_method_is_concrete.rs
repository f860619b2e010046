//! A method that provides is not generic.
use purlin::prelude::*;


pub struct Ledger;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    fn ledger() -> Ledger {
        Ledger
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
