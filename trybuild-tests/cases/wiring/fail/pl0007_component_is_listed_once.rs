//! A module lists a component once.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[module(components = [Ledger, Ledger])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
