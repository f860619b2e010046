//! Handler is not generic.
//! errors: 2
use purlin::http_server::{axum::Json, routes};

struct Orders;

#[routes]
impl Orders {
    #[post("/orders")]
    fn place<T: ToString>(&self, Json(_): Json<T>) {}

    #[post("/items")]
    fn add(&self, _: impl ToString) {}
}

fn main() {}
