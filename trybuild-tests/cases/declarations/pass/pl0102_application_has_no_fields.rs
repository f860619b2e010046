//! An application has no value, so it has no fields.
use purlin::prelude::*;


#[module]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {
    let _: fn() -> std::process::ExitCode = Storefront::main;
}
