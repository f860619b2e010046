//! Parameter has one name.
use purlin::http_server::{axum::extract::Path, routes};

struct Orders;

#[routes]
impl Orders {
    #[get("/orders/{id}")]
    fn read(&self, Path(_): Path<u64>) {}

    #[delete("/orders/{id}")]
    fn delete(&self, Path(_): Path<u64>) {}
}

fn main() {}
