//! `#[on_drain]` belongs on a method of a module.
use purlin::prelude::*;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[on_drain]
    async fn run() {
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
