//! A module is listed once.
use purlin::prelude::*;


#[module]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
