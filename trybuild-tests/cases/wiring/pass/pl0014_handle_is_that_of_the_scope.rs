//! `PerTenant<T>` is for what is one per tenant.
use purlin::prelude::*;

#[provides]
pub struct Prices;

pub struct ShopModule;

#[module(components = [Prices])]
impl ShopModule {
    #[on_start]
    fn open(_prices: Arc<Prices>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
