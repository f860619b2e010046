//! What is made while its asker is made does not wait.
use purlin::prelude::*;

pub struct Stamp;

pub struct ShopModule;

#[module]
impl ShopModule {
    #[provides(scope = transient)]
    fn stamp() -> Stamp {
        Stamp
    }

    #[on_start]
    fn open(_stamp: Arc<Stamp>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
