//! What is made anew for its asker lives as long, with everything that it holds.
use purlin::prelude::*;

#[provides(scope = tenant)]
pub struct Prices;

#[provides(scope = transient)]
pub struct Offer {
    _prices: PerTenant<Prices>,
}

#[provides]
pub struct Window {
    _offer: Arc<Offer>,
}

pub struct ShopModule;

#[module(components = [Prices, Offer, Window])]
impl ShopModule {
    #[on_start]
    fn open(_window: &Window) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
