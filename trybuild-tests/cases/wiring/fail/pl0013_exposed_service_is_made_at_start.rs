//! What has a scope is looked up by its handle, not exposed.
use purlin::prelude::*;

#[provides(scope = tenant)]
pub struct Prices;

pub struct ShopModule;

#[module(components = [Prices])]
impl ShopModule {
    #[on_start]
    fn open(_prices: PerTenant<Prices>) {}
}

#[app(modules = [ShopModule], expose = [Prices])]
pub struct Shop;

fn main() {}
