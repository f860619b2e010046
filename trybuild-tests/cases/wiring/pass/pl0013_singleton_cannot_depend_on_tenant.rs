//! What lives as long as the application asks for the handle of what is one per tenant.
use purlin::prelude::*;

pub trait Prices: Send + Sync {}

pub struct PriceList;

impl Prices for PriceList {}

#[provides]
pub struct Checkout {
    _prices: PerTenant<dyn Prices>,
}

pub struct ShopModule;

#[module(components = [Checkout])]
impl ShopModule {
    #[provides(scope = tenant, as = dyn Prices)]
    async fn prices() -> PriceList {
        PriceList
    }

    #[on_start]
    fn open(_checkout: &Checkout) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
