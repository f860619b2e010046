//! The block of a module has no parameters.
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl<T> OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
