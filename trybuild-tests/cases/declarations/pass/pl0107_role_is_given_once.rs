//! A role is given once.
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[task]
    async fn expire() {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
