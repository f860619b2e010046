//! A struct is a service, not a hook.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[module(components = [Ledger])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
