//! Only `Lazy<T>` closes a loop: a handle needs what makes its service.
use purlin::prelude::*;

#[provides(scope = tenant)]
pub struct Prices {
    _shelf: Arc<Shelf>,
}

#[provides]
pub struct Shelf {
    _prices: PerTenant<Prices>,
}

pub struct ShopModule;

#[module(components = [Prices, Shelf])]
impl ShopModule {
    #[on_start]
    fn open(_shelf: &Shelf) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
