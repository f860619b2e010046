//! What an attribute lists stands under the name of the list.
//! errors: 2
use purlin::prelude::*;

#[provides]
pub struct Ledger;

#[module(Ledger)]
pub struct OrdersModule;

#[app(OrdersModule)]
pub struct Storefront;

fn main() {}
