//! `#[health]` belongs on a method of a module.
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[health]
    async fn run() -> Health {
        Health::healthy()
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
