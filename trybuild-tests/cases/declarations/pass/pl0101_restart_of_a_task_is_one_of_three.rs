//! A task is restarted never, on failure or always.
use purlin::prelude::*;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[task(restart = "always")]
    async fn work(stop: Stop) {
        stop.requested().await;
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
