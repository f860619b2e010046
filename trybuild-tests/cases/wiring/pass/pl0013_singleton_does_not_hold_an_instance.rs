//! What lives as long as the application does not hold what is one per instance of its module.
use purlin::prelude::*;

#[provides(scope = instance)]
pub struct Pool;

#[provides(scope = instance)]
pub struct Store {
    _pool: Arc<Pool>,
}

pub struct ShopModule;

#[module(components = [Pool, Store])]
impl ShopModule {
    #[on_start]
    fn open(_store: &Store) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
