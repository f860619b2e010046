//! `#[module]` belongs on an `impl` block or a unit struct.
use purlin::prelude::*;


pub struct OrdersModule;

#[module]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
