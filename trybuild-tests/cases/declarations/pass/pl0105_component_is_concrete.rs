//! A component is a concrete type.
use purlin::prelude::*;


use std::marker::PhantomData;

#[provides]
pub struct Repo {
    #[value(PhantomData)]
    rows: PhantomData<u32>,
}

#[module(components = [Repo])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
