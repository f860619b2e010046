//! A module imports another once; reaching one on two ways is fine.
use purlin::prelude::*;


#[module]
pub struct SharedModule;

#[module(imports = [SharedModule])]
pub struct BillingModule;

#[module(imports = [BillingModule, SharedModule])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
