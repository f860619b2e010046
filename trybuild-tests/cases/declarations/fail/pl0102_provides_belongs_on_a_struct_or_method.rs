//! `#[provides]` belongs on a struct or on a method of a module.
use purlin::prelude::*;


pub struct Ledger;

#[provides]
pub fn ledger() -> Ledger {
    Ledger
}

pub struct OrdersModule;

#[module]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
