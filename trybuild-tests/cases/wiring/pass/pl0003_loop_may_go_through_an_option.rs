//! An optional dependency that is there closes a loop like any other.
use purlin::prelude::*;


#[provides]
pub struct OrderService {
    invoices: Option<Arc<Invoices>>,
}

#[provides]
pub struct Invoices {
}

#[module(components = [OrderService, Invoices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
