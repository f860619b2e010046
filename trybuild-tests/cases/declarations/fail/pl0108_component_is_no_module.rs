//! A component is listed by a module, not by an application.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[module]
pub struct OrdersModule;

#[app(modules = [OrdersModule, Ledger])]
pub struct Storefront;

fn main() {}
