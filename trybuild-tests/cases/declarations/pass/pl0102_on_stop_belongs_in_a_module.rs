//! `#[on_stop]` belongs on a method of a module.
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[on_stop]
    async fn run() {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
