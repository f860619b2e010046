//! Loops that share nothing are reported each.
//! errors: 2
use purlin::prelude::*;


#[provides]
pub struct OrderService {
    invoices: Arc<Invoices>,
}

#[provides]
pub struct Invoices {
    orders: Arc<OrderService>,
}

#[provides]
pub struct Shelves {
    stock: Arc<Stock>,
}

#[provides]
pub struct Stock {
    shelves: Arc<Shelves>,
}

#[module(components = [OrderService, Invoices, Shelves, Stock])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
