//! Attributes on methods are found where `#[module]` stands on the block.
use purlin::prelude::*;


pub struct Ledger;

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[on_start]
    async fn warm() {}

    #[provides]
    fn ledger() -> Ledger {
        Ledger
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
