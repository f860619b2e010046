//! What is contributed as `dyn Routes` has routes.
use purlin::{
    http_server::{Routes, routes},
    prelude::*,
};

#[contributes(dyn Routes)]
pub struct OrdersApi;

#[routes]
impl OrdersApi {
    #[get("/orders")]
    fn list(&self) {}
}

fn main() {}
