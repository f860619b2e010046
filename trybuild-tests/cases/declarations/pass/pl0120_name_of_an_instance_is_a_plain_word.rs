//! The name of an instance is a plain word.
use purlin::prelude::*;

pub struct Store;

pub struct StoreModule;

#[module]
impl StoreModule {
    #[provides(keep)]
    fn store() -> Store {
        Store
    }
}

#[app(modules = [StoreModule as "orders"])]
pub struct Storefront;

fn main() {}
