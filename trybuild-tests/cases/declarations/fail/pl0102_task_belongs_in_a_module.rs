//! `#[task]` belongs on a method of a module.
use purlin::prelude::*;


#[task]
async fn run() {}

pub struct OrdersModule;

#[module]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
