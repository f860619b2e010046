//! A dependency of another crate that nothing provides is shown where that crate asks.
use purlin::prelude::*;


pub struct OrdersModule;

#[module(components = [warehouse::Counter])]
impl OrdersModule {
    #[provides]
    fn pencil() -> warehouse::Pencil {
        warehouse::Pencil
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
