//! A declaration with a mistake uses what it names, so that no import is unused because of it.
#![deny(unused_imports)]
use purlin::prelude::*;

pub mod ledger {
    use purlin::prelude::*;

    pub trait Book: Send + Sync {}

    #[provides]
    pub struct Ledger;
}

pub mod invoices {
    use super::ledger::{Book, Ledger};
    use purlin::prelude::*;

    #[contributes(dyn Book)]
    pub struct Invoices {
        ledger: Arc<Ledger>,
    }

    impl super::ledger::Book for Invoices {}
}

use invoices::Invoices;
use ledger::Ledger;

#[module(components = [Ledger, Invoices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
