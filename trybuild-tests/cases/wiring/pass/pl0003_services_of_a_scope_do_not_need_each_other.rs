//! Services of one scope may not need each other, and `Lazy<T>` does not help them.
use purlin::prelude::*;

#[provides(scope = request)]
pub struct Cart {
    _basket: Arc<Basket>,
}

#[provides(scope = request)]
pub struct Basket;

pub struct ShopModule;

#[module(components = [Cart, Basket])]
impl ShopModule {
    #[on_start]
    fn open(_cart: PerRequest<Cart>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
