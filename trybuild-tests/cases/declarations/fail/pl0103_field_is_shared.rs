//! A field is a handle to a service, not the service itself.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[provides]
pub struct Invoices {
    ledger: Ledger,
}

#[module(components = [Ledger, Invoices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
