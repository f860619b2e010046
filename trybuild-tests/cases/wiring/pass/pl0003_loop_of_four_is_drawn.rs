//! A loop is drawn with every step and its place.
use purlin::prelude::*;


pub struct Price;

#[provides]
pub struct Catalog {
    price: Arc<Price>,
}

#[provides]
pub struct Discounts {
    customers: Arc<Customers>,
}

#[provides]
pub struct Customers {
}

pub struct OrdersModule;

#[module(components = [Catalog, Discounts, Customers])]
impl OrdersModule {
    #[provides]
    fn price(_discounts: &Discounts) -> Price {
        Price
    }

    #[on_start]
    async fn warm(_catalog: &Catalog) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
