//! Modules are found through re-exports, other names, globs, private modules and other crates.
#![forbid(unsafe_code)]
#![deny(warnings)]

use purlin::prelude::*;
use warehouse::{Counting, everything::*};

mod hidden {
    pub(crate) mod deeper {
        use purlin::prelude::*;

        #[provides]
        pub(crate) struct Ledger;

        #[module(components = [Ledger])]
        pub(crate) struct LedgerModule;
    }

    pub(crate) use deeper::{Ledger as Book, LedgerModule as BookModule};
}

mod facade {
    pub(crate) use super::hidden::*;
}

use facade::BookModule as Books;

struct OrdersModule;

#[module(imports = [warehouse::InventoryModule, Books, ShelfModule])]
impl OrdersModule {
    #[on_start]
    async fn open(book: &facade::Book, stock: Arc<Stock>, counting: &dyn Counting, shelf: &Shelf) {
        let _ = (book, shelf, counting.count(), stock);
    }
}

#[app(modules = [StockModule, OrdersModule])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
}
