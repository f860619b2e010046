//! A component is listed by a module, not by an application.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[module(components = [Ledger])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
