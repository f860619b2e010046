//! A type that was mistaken for a similar one is offered in its place.
use purlin::prelude::*;


pub struct OrderRepo;

#[provides]
pub struct OrdersRepo;

#[provides]
pub struct OrderService {
    repo: Arc<OrderRepo>,
}

pub struct OrdersModule;

#[module(components = [OrdersRepo, OrderService])]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
