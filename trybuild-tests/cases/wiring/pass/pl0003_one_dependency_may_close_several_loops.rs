//! One dependency that closes several loops is one mistake, reported at itself.
use purlin::prelude::*;

#[provides]
pub struct Clock {
    _orders: Lazy<Orders>,
}

#[provides]
pub struct Stock {
    _clock: Arc<Clock>,
}

#[provides]
pub struct Prices {
    _clock: Arc<Clock>,
}

#[provides]
pub struct Orders {
    _stock: Arc<Stock>,
    _prices: Arc<Prices>,
}

#[module(components = [Clock, Stock, Prices, Orders])]
pub struct OrdersModule;

#[app(modules = [OrdersModule], expose = [Orders])]
pub struct Storefront;

fn main() {}
