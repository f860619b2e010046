//! What is only contributed is a member of a set and cannot be had alone.
use purlin::prelude::*;


pub trait Rule: Send + Sync {}

#[contributes(dyn Rule)]
pub struct NoDebts;

impl Rule for NoDebts {}

#[provides]
pub struct Checkout {
    rule: Arc<dyn Rule>,
}

pub struct OrdersModule;

#[module(components = [NoDebts, Checkout])]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
