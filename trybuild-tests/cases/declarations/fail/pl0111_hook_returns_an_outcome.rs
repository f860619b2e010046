//! A hook returns nothing or a result.
use purlin::prelude::*;

pub struct StockModule;

#[module]
impl StockModule {
    #[on_start]
    async fn count() -> u32 {
        3
    }
}

#[app(modules = [StockModule])]
pub struct Storefront;

fn main() {}
