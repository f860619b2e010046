//! It is the handle that is optional, not the service.
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
