//! The time that a health check may take names its unit.
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[health(timeout = 1)]
    async fn check() -> Health {
        Health::healthy()
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
