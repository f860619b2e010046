//! Modules start one after another, or at once as far as they do not need each other.
use purlin::prelude::*;

pub struct OrdersModule;

#[module]
impl OrdersModule {}

#[app(modules = [OrdersModule], startup = parallel)]
pub struct Storefront;

fn main() {}
