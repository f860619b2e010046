//! A module under another name is the same module.
use purlin::prelude::*;


#[module]
pub struct OrdersModule;

use self::OrdersModule as SalesModule;

#[app(modules = [OrdersModule, SalesModule])]
pub struct Storefront;

fn main() {}
