//! `#[on_start]` belongs on a method of a module.
use purlin::prelude::*;


#[on_start]
async fn run() {}

pub struct OrdersModule;

#[module]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
