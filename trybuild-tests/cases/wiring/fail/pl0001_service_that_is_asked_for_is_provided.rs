//! Every service that is asked for is provided by some module.
use purlin::prelude::*;


pub struct Ledger;

#[provides]
pub struct OrderService {
    ledger: Arc<Ledger>,
}

pub struct OrdersModule;

#[module(components = [OrderService])]
impl OrdersModule {
    #[on_start]
    async fn warm(_orders: &OrderService) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
