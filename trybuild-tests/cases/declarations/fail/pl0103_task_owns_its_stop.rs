//! A task gets its `Stop` by value.
use purlin::prelude::*;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[task]
    async fn expire(stop: &Stop) {
        stop.requested().await;
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
