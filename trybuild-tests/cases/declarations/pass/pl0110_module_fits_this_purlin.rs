//! A module says the smallest Purlin that it needs.

use purlin::prelude::*;

#[provides(keep)]
pub struct Orders {}

#[module(components = [Orders], requires = "0.1")]
pub struct OrdersModule;

pub struct PricesModule;

#[module(requires = "0.1.0")]
impl PricesModule {}

#[app(modules = [OrdersModule, PricesModule])]
pub struct Shop;

fn main() {}
