//! `#[contributes]` belongs on a struct or on a method of a module.
use purlin::prelude::*;


pub trait Rule: Send + Sync {}

#[contributes(dyn Rule)]
pub enum NoDebts {}

impl Rule for NoDebts {}

#[module]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
