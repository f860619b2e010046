//! What a method of a module makes is shared between threads as well.
use std::cell::Cell;

use purlin::prelude::*;

pub struct Counter {
    pub hits: Cell<u32>,
}

pub struct ShopModule;

#[module]
impl ShopModule {
    #[provides]
    async fn counter() -> Result<Counter, Error> {
        Ok(Counter { hits: Cell::new(0) })
    }

    #[on_start]
    async fn open(counter: Arc<Counter>) {
        let _ = counter;
    }
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {
    let _ = Shop::builder();
}
