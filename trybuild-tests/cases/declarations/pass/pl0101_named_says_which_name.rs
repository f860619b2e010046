//! `#[named]` says which name, and `#[value]` which value.
use purlin::prelude::*;


#[provides(name = "main")]
pub struct Ledger;

#[provides]
pub struct Invoices {
    #[named("main")]
    ledger: Arc<Ledger>,
    #[value(0)]
    count: u32,
}

#[module(components = [Ledger, Invoices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
