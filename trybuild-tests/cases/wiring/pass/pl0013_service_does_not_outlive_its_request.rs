//! What lives as long as the application asks for the handle of what lives as long as a request.
use purlin::prelude::*;

#[provides(scope = request)]
pub struct Cart;

#[provides]
pub struct Checkout {
    _cart: PerRequest<Cart>,
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
