//! Two services do not need each other.
use purlin::prelude::*;


#[provides]
pub struct OrderService {
    invoices: Arc<Invoices>,
}

#[provides]
pub struct Invoices {
}

#[module(components = [OrderService, Invoices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
