//! Routes that no server of the application serves are a warning, here denied.
#![deny(deprecated)]

use purlin::{
    http_server::{Routes, routes},
    prelude::*,
};

#[contributes(dyn Routes)]
pub struct OrdersApi {}

#[routes]
impl OrdersApi {
    #[get("/orders")]
    fn list(&self) -> &'static str {
        "none"
    }
}

#[contributes(dyn Routes)]
pub struct PricesApi {}

#[routes]
impl PricesApi {
    #[get("/prices")]
    fn list(&self) -> &'static str {
        "none"
    }
}

#[module(components = [OrdersApi, PricesApi])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Shop;

fn main() {}
