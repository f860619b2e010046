//! An argument of `#[module]` is one that it knows.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[module(component = [Ledger])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
