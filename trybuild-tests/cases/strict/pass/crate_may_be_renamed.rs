//! A dependency on Purlin under another name needs one line: `extern crate renamed as purlin;`.
//! It is in `fixtures/renamed`, a crate whose `Cargo.toml` says `wire = { package = "purlin" }`.
#![forbid(unsafe_code)]
#![deny(warnings)]

use purlin::prelude::*;
use renamed::{Ledger, LedgerModule};

struct OrdersModule;

#[module(imports = [LedgerModule])]
impl OrdersModule {
    #[on_start]
    async fn warm(_ledger: &Ledger) {}
}

#[app(modules = [OrdersModule])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
    drop(renamed::Storefront::builder());
}
