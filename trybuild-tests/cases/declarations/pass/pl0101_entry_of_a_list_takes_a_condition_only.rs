//! An entry of a list takes a condition and nothing else.
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

#[app(modules = [#[cfg(all())] StoreModule])]
pub struct Storefront;

fn main() {}
