//! An entry that is not finished is one error, and the others are there.

use purlin::prelude::*;

#[provides(keep)]
pub struct Orders {}

#[module(components = [Orders])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Shop;

fn main() {}
