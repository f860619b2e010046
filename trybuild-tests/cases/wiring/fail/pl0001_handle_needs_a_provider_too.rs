//! A handle asks for its service like any other parameter.
use purlin::prelude::*;

pub struct Prices;

pub struct ShopModule;

#[module]
impl ShopModule {
    #[on_start]
    fn open(_prices: PerTenant<Prices>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
