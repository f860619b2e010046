//! An argument is given once.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[provides]
pub struct Invoices;

#[module(components = [Ledger], components = [Invoices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
