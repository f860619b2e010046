//! A generic type is provided argument by argument.
use purlin::prelude::*;


use std::marker::PhantomData;

pub struct Order;

pub struct Customer;

pub struct Repo<T>(PhantomData<T>);

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    fn orders() -> Repo<Order> {
        Repo(PhantomData)
    }

    #[on_start]
    async fn warm(_customers: &Repo<Customer>) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
