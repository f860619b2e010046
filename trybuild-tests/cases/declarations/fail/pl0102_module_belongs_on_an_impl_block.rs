//! `#[module]` belongs on an `impl` block or a unit struct.
use purlin::prelude::*;


#[module]
pub enum OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
