//! An argument of `#[provides]` is one that it knows.
use purlin::prelude::*;


#[provides(name = "main")]
pub struct Ledger;

#[module(components = [Ledger])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
