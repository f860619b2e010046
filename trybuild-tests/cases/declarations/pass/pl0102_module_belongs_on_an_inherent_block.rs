//! `#[module]` belongs on an `impl` block of the type itself.
use purlin::prelude::*;


pub trait Shop {}

pub struct OrdersModule;

impl Shop for OrdersModule {}

#[module]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
