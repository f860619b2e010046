//! What a restart waits for and how many there are goes with restarting.
use purlin::prelude::*;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[task(limit = 5, restart = "on-failure")]
    async fn work(stop: Stop) {
        stop.requested().await;
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
