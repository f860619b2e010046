//! Nobody calls a hook with arguments.
use purlin::prelude::*;

pub struct ShopModule;

#[module]
impl ShopModule {
    #[on_start]
    fn open() {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
