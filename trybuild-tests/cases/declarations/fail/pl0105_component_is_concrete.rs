//! A component is a concrete type.
use purlin::prelude::*;


use std::marker::PhantomData;

#[provides]
pub struct Repo<T> {
    #[value(PhantomData)]
    rows: PhantomData<T>,
}

#[module(components = [Repo])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
