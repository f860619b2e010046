//! A field that cannot be compiled as it is written is one error.
//! errors: 2
use purlin::prelude::*;

pub trait Book: Send + Sync {
    fn pages(&self) -> usize;
}

#[provides(as = dyn Book)]
pub struct Ledger;

impl Book for Ledger {
    fn pages(&self) -> usize {
        1
    }
}

#[provides(keep)]
pub struct Invoices {
    ledger: &Ledger,
    book: dyn Book,
}

impl Invoices {
    pub fn pages(&self) -> usize {
        self.ledger.pages() + self.book.pages()
    }
}

#[module(components = [Ledger, Invoices])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
