//! What a module lists is a component. These errors are the compiler's own: a macro is looked up before ours can look.
//! errors: 2
use purlin::prelude::*;


pub struct Ledger;

#[module(components = [Ledger])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {
    let _: fn() -> std::process::ExitCode = Storefront::main;
}
