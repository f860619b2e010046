//! A module is a concrete type.
use purlin::prelude::*;


#[module]
pub struct OrdersModule<T>;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
