//! An instance is named where an application lists the module.
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

#[module(imports = [StoreModule])]
pub struct OrdersModule;

#[app(modules = [OrdersModule, StoreModule as "orders"])]
pub struct Storefront;

fn main() {}
