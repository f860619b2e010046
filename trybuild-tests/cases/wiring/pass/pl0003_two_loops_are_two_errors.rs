//! Loops that share nothing are reported each.
use purlin::prelude::*;


#[provides]
pub struct OrderService {
    invoices: Arc<Invoices>,
}

#[provides]
pub struct Invoices {
}

#[provides]
pub struct Shelves {
    stock: Arc<Stock>,
}

#[provides]
pub struct Stock {
}

#[module(components = [OrderService, Invoices, Shelves, Stock])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
