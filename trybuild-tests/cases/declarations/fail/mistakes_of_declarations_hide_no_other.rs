//! Several mistakes of several declarations are each reported, each once.
//! errors: 6
use purlin::prelude::*;


#[provides]
pub struct Ledger {
    pages: Vec<u32>,
}

#[provides(prio = 3)]
pub struct Invoices {
    ledger: Ledger,
}

pub struct OrdersModule;

#[module(components = [Ledger, Invoices])]
impl OrdersModule {
    #[on_start]
    async fn warm(&self, _invoices: &mut Invoices) {}

    #[provides]
    fn nothing() {}

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
