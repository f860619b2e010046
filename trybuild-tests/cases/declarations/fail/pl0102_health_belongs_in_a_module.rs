//! `#[health]` belongs on a method of a module.
use purlin::prelude::*;


#[health]
async fn run() -> Health {
    Health::healthy()
}

pub struct OrdersModule;

#[module]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
