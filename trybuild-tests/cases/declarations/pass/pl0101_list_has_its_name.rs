//! What an attribute lists stands under the name of the list.
use purlin::prelude::*;

#[provides]
pub struct Ledger;

#[module(components = [Ledger])]
pub struct OrdersModule;

#[app(modules = [OrdersModule], expose = [Ledger])]
pub struct Storefront;

fn main() {}
