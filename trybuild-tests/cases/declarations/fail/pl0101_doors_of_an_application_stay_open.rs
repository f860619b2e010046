//! An application that could not be assembled can still be called: one mistake is one error.

use purlin::prelude::*;

pub struct Prices;

pub struct PricesModule;

#[module(config = )]
impl PricesModule {
    #[provides]
    fn prices() -> Prices {
        Prices
    }
}

#[app(modules = [PricesModule], expose = [Prices])]
pub struct Shop;

fn main() {
    let _ = Shop::builder();
    let _: fn() -> std::process::ExitCode = Shop::main;
}
