//! Services are shared between threads; who holds one that is not is not to blame.
use std::{cell::Cell, rc::Rc};

use purlin::prelude::*;

#[provides]
pub struct Counter {
    #[value(Rc::new(Cell::new(0)))]
    _hits: Rc<Cell<u32>>,
}

#[provides]
pub struct Page {
    _counter: Arc<Counter>,
}

pub struct ShopModule;

#[module(components = [Counter, Page])]
impl ShopModule {
    #[on_start]
    fn open(_page: &Page) {}

    #[on_stop]
    async fn close(_counter: Option<Arc<Counter>>) {}

    #[health]
    async fn check(_page: &Page, _counter: &Counter) -> Health {
        Health::healthy()
    }

    #[task]
    async fn count(page: Arc<Page>, stop: Stop) {
        stop.requested().await;
        drop(page);
    }
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {
    let _ = Shop::builder();
}
