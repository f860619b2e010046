//! Several mistakes of several declarations are each reported, each once.
use purlin::prelude::*;


#[provides]
pub struct Ledger {
    #[value(Vec::new())]
    pages: Vec<u32>,
}

#[provides(priority = 3)]
pub struct Invoices {
    ledger: Arc<Ledger>,
}

pub struct OrdersModule;

#[module(components = [Ledger, Invoices])]
impl OrdersModule {
    #[on_start]
    async fn warm(_invoices: &Invoices) {}

    #[health]
    async fn check(_invoices: &Invoices) -> Health {
        Health::healthy()
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {
    let _: fn() -> std::process::ExitCode = Storefront::main;
}
