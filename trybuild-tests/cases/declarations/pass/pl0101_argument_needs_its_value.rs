//! An argument that takes a value has one.
use purlin::prelude::*;


#[provides(name = "…")]
pub struct Ledger;

#[module(components = [Ledger])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
