//! A module of another crate counts only where it is listed.
use purlin::prelude::*;


use warehouse::Stock;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[on_start]
    async fn count(_stock: &Stock) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
