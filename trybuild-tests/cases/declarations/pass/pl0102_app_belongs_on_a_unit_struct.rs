//! `#[app]` belongs on a unit struct.
use purlin::prelude::*;


#[module]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
