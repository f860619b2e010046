//! A fallible provider provides something too.
use purlin::prelude::*;

pub struct Ledger;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    fn ledger() -> Result<Ledger, Error> {
        Ok(Ledger)
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
