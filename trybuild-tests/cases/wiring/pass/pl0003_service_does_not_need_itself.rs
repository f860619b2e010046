//! A service does not need itself.
use purlin::prelude::*;


#[provides]
pub struct OrderService {
}

#[module(components = [OrderService])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
