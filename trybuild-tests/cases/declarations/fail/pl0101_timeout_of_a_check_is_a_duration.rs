//! The time that a health check may take is whole seconds or milliseconds, and not zero.
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[health(timeout = "1 minute")]
    async fn check() -> Health {
        Health::healthy()
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
