//! `#[module]` belongs on an `impl` block of the type itself.
use purlin::prelude::*;


pub trait Shop {}

pub struct OrdersModule;

#[module]
impl Shop for OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
