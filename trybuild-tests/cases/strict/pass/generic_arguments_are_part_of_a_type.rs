//! `Repo<Order>` and `Repo<Customer>` are two services; an alias is the type that it names.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::{marker::PhantomData, sync};

use purlin::prelude::*;

struct Order;

struct Customer;

struct Repo<T>(PhantomData<fn() -> T>);

type Orders = Repo<Order>;

type Shared<T> = Arc<T>;

struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    fn orders() -> Repo<Order> {
        Repo(PhantomData)
    }

    #[provides]
    async fn customers(_orders: Arc<Orders>) -> Result<Arc<Repo<Customer>>, Error> {
        Ok(Arc::new(Repo(PhantomData)))
    }

    #[on_start]
    async fn warm(orders: &Orders, customers: sync::Arc<Repo<Customer>>) {
        let _: &Repo<Order> = orders;
        let _: Shared<Repo<Customer>> = customers;
    }
}

#[app(modules = [OrdersModule])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
}
