//! A hook returns nothing or a result.
use purlin::prelude::*;

pub struct StockModule;

#[module]
impl StockModule {
    #[on_start]
    async fn count() -> Result<(), Error> {
        Ok(())
    }
}

#[app(modules = [StockModule])]
pub struct Storefront;

fn main() {}
