//! Nobody calls a hook with arguments.
use purlin::prelude::*;

pub struct ShopModule;

#[module]
impl ShopModule {
    #[on_start]
    fn open(#[assisted] door: u8) {
        let _ = door;
    }
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
