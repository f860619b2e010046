//! Only a task is told to stop by a parameter.
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[on_start]
    async fn expire(stop: Stop) {
        drop(stop);
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
