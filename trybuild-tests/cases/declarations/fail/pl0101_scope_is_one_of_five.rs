//! A scope is one of five words.
use purlin::prelude::*;

#[provides(scope = reqest)]
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
