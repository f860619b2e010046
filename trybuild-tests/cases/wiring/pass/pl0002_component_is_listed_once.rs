//! A component belongs to one module, which lists it once.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[module(components = [Ledger])]
pub struct BillingModule;

#[module]
pub struct OrdersModule;

#[app(modules = [BillingModule, OrdersModule])]
pub struct Storefront;

fn main() {}
