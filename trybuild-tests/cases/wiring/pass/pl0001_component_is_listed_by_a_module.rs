//! A component counts only where a module lists it.
use purlin::prelude::*;

#[provides]
pub struct Ledger;

#[provides]
pub struct OrderService {
    ledger: Arc<Ledger>,
}

pub struct OrdersModule;

#[module(components = [OrderService, Ledger])]
impl OrdersModule {
    #[on_start]
    async fn warm(_orders: &OrderService) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
