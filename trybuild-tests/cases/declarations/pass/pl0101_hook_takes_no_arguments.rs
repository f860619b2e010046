//! Hooks and tasks take no arguments.
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[on_start]
    async fn warm() {}

    #[task]
    async fn expire() {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
