//! An argument of `#[app]` is one that it knows.
use purlin::prelude::*;


#[module]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
