//! A component is listed, not imported.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[module(components = [Ledger])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
