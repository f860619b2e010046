//! Of several instances the asker says which one is meant.
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

#[provides]
pub struct Orders {
    store: Arc<Store>,
}

#[module(components = [Orders])]
pub struct OrdersModule;

#[app(modules = [StoreModule as "orders", StoreModule as "audit", OrdersModule], expose = [Orders])]
pub struct Storefront;

fn main() {}
