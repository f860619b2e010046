//! `PerTenant<T>` is not for what is one per request.
use purlin::prelude::*;

#[provides(scope = request)]
pub struct Cart;

pub struct ShopModule;

#[module(components = [Cart])]
impl ShopModule {
    #[on_start]
    fn open(_cart: PerRequest<Cart>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
