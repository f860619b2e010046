//! What an application lists is a module. This error is the compiler's own: a macro is looked up before ours can look.
use purlin::prelude::*;


pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {
    let _: fn() -> std::process::ExitCode = Storefront::main;
}
