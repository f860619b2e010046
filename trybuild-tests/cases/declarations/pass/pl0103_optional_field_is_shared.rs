//! An optional service is a handle to it, if it is there.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[provides]
pub struct Invoices {
    ledger: Option<Arc<Ledger>>,
}

#[module(components = [Ledger, Invoices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
