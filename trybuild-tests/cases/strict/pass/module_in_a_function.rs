//! Everything may be declared inside a function, as tests do. (Not under a name that the file has
//! outside of it as well: the compiler cannot tell which of the two a macro means.)
#![forbid(unsafe_code)]
#![deny(warnings)]

use purlin::prelude::*;

fn one() {
    #[provides]
    struct Ledger {
        #[value(3)]
        pages: u32,
    }

    struct OrdersModule;

    #[module(components = [Ledger])]
    impl OrdersModule {
        #[on_start]
        async fn warm(ledger: &Ledger) {
            assert_eq!(ledger.pages, 3);
        }
    }

    #[app(modules = [OrdersModule])]
    struct Storefront;

    drop(Storefront::builder());
    let _: fn() -> std::process::ExitCode = Storefront::main;
}

fn other() {
    #[provides]
    struct Ledger;

    #[module(components = [Ledger])]
    struct OrdersModule;

    #[app(modules = [OrdersModule], expose = [Ledger])]
    struct Storefront;

    drop(Storefront::builder());
    let _: fn() -> std::process::ExitCode = Storefront::main;
}

fn main() {
    one();
    other();
}
