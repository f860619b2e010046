//! Only what is read from the configuration can follow it.
use purlin::prelude::*;

#[provides]
pub struct Orders;

#[provides]
pub struct Checkout {
    orders: Live<Orders>,
}

pub struct OrdersModule;

#[module(components = [Orders, Checkout])]
impl OrdersModule {}

#[app(modules = [OrdersModule], expose = [Checkout, Orders])]
pub struct Storefront;

fn main() {}
