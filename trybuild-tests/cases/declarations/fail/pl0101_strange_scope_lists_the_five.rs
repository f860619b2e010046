//! A scope that is like none of the five lists them.
use purlin::prelude::*;

pub struct Cart;

pub struct ShopModule;

#[module]
impl ShopModule {
    #[provides(scope = forever)]
    fn cart() -> Cart {
        Cart
    }

    #[on_start]
    fn open(_cart: &Cart) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
