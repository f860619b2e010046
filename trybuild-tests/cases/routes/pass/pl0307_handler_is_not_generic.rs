//! Handler is not generic.
use purlin::http_server::{axum::Json, routes};

struct Orders;

#[routes]
impl Orders {
    #[post("/orders")]
    fn place(&self, Json(_): Json<u64>) {}

    #[post("/items")]
    fn add(&self, _: String) {}
}

fn main() {}
