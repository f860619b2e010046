//! A contribution says to which set.
use purlin::prelude::*;


pub trait Rule: Send + Sync {}

#[contributes(dyn Rule)]
pub struct NoDebts;

impl Rule for NoDebts {}

#[module(components = [NoDebts])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
