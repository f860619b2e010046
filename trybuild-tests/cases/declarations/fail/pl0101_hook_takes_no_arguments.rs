//! Hooks and tasks take no arguments.
//! errors: 2
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[on_start(first)]
    async fn warm() {}

    #[task(every = "1m")]
    async fn expire() {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
