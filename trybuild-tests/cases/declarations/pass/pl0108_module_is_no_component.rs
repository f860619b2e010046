//! A module is imported, not listed as a component.
use purlin::prelude::*;


#[module]
pub struct SharedModule;

#[module(imports = [SharedModule])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
