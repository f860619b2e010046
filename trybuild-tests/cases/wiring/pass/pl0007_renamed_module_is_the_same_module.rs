//! A module under another name is the same module.
use purlin::prelude::*;


#[module]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
