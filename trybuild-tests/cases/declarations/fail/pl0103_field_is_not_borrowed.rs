//! A field cannot borrow a service.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[provides]
pub struct Invoices {
    ledger: &'static Ledger,
}

#[module(components = [Ledger, Invoices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
