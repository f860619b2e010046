//! Two instances of a module have different names.
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

#[app(modules = [StoreModule as "orders", StoreModule as "audit"])]
pub struct Storefront;

fn main() {}
