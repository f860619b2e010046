//! A module says the smallest Purlin that it needs.
//! errors: 2

use purlin::prelude::*;

#[provides(keep)]
pub struct Orders {}

#[module(components = [Orders], requires = "99.1")]
pub struct OrdersModule;

pub struct PricesModule;

#[module(requires = "99.1.2")]
impl PricesModule {}

#[app(modules = [OrdersModule, PricesModule])]
pub struct Shop;

fn main() {}
