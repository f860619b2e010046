//! `#[on_drain]` belongs on a method of a module.
use purlin::prelude::*;

#[on_drain]
async fn run() {
}

pub struct OrdersModule;

#[module]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
