//! An entry of a list is a name, not a text.
//! errors: 2
use purlin::prelude::*;

#[provides]
pub struct Ledger;

#[module(components = ["Ledger"])]
pub struct OrdersModule;

#[app(modules = [OrdersModule, "AuditModule"])]
pub struct Storefront;

fn main() {}
