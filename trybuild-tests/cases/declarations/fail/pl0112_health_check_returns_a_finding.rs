//! A health check returns what it found.
use purlin::prelude::*;

pub struct StockModule;

#[module]
impl StockModule {
    #[health]
    async fn count() -> bool {
        true
    }
}

#[app(modules = [StockModule])]
pub struct Storefront;

fn main() {}
