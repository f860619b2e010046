//! What an attribute lists stands under the name of the list.
use purlin::prelude::*;

#[provides]
pub struct Ledger;

#[module(Ledger)]
pub struct OrdersModule;

#[app(OrdersModule)]
pub struct Storefront;

fn main() {}
