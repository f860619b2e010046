//! A name may be a raw identifier.
#![forbid(unsafe_code)]
#![deny(warnings)]

use purlin::prelude::*;

#[expect(non_camel_case_types)]
#[provides]
struct r#type {
    #[value(7)]
    r#fn: u32,
}

#[provides]
struct Ledger {
    r#match: Arc<r#type>,
}

struct OrdersModule;

#[module(components = [r#type, Ledger])]
impl OrdersModule {
    #[on_start]
    async fn r#loop(r#in: &Ledger) {
        assert_eq!(r#in.r#match.r#fn, 7);
    }
}

#[app(modules = [OrdersModule])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
}
