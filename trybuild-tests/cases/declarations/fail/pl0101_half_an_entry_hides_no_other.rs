//! An entry that is not finished is one error, and the others are there.
//! errors: 2

use purlin::prelude::*;

#[provides(keep)]
pub struct Orders {}

#[module(components = [Orders, self::])]
pub struct OrdersModule;

#[app(modules = [OrdersModule as])]
pub struct Shop;

fn main() {}
