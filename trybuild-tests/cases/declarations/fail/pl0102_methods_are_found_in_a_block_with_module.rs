//! Attributes on methods are found where `#[module]` stands on the block.
//! errors: 2
use purlin::prelude::*;


pub struct Ledger;

#[module]
pub struct OrdersModule;

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
