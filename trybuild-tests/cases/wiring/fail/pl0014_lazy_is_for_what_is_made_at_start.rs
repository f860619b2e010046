//! What has a scope is not there to be found later by everybody: it has handles of its own.
use purlin::prelude::*;

#[provides(scope = request)]
pub struct Cart;

#[provides]
pub struct Checkout {
    _cart: Lazy<Cart>,
}

pub struct ShopModule;

#[module(components = [Cart, Checkout])]
impl ShopModule {
    #[on_start]
    fn open(_checkout: &Checkout) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
