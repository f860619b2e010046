//! A health check returns what it found.
use purlin::prelude::*;

pub struct StockModule;

#[module]
impl StockModule {
    #[health]
    async fn count() -> Health {
        Health::healthy()
    }
}

#[app(modules = [StockModule])]
pub struct Storefront;

fn main() {}
