//! A health check needs some time; a result that is not kept has a cache of zero.
use purlin::prelude::*;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[health(timeout = "0s", cache = "0s")]
    async fn check() -> Health {
        Health::healthy()
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
