//! What lives as long as the application is told in `#[on_stop]`.
use purlin::prelude::*;

#[provides(scope = request, on_drop = Self::leave)]
pub struct Cart;

impl Cart {
    async fn leave(&self) {}
}

pub struct ShopModule;

#[module(components = [Cart])]
impl ShopModule {
    #[on_start]
    fn open(_cart: PerRequest<Cart>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
