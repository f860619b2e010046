//! A version has two or three numbers.

use purlin::prelude::*;

pub struct PricesModule;

#[module(requires = "0.1")]
impl PricesModule {}

#[app(modules = [PricesModule])]
pub struct Shop;

fn main() {}
