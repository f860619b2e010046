//! Two loops that share a service are two mistakes: neither dependency unties both.
//! errors: 2
use purlin::prelude::*;

#[provides]
pub struct Orders {
    _stock: Arc<Stock>,
    _prices: Arc<Prices>,
}

#[provides]
pub struct Stock {
    _orders: Arc<Orders>,
}

#[provides]
pub struct Prices {
    _orders: Arc<Orders>,
}

#[module(components = [Orders, Stock, Prices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule], expose = [Orders])]
pub struct Storefront;

fn main() {}
