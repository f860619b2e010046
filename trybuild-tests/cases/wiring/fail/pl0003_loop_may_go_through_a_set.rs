//! A member of a set does not need what the set is for.
use purlin::prelude::*;


pub trait Rule: Send + Sync {}

#[contributes(dyn Rule)]
pub struct NoDebts {
    checkout: Arc<Checkout>,
}

impl Rule for NoDebts {}

#[provides]
pub struct Checkout {
    rules: All<dyn Rule>,
}

#[module(components = [NoDebts, Checkout])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
