//! Parameter is written in braces.
//! errors: 2
use purlin::http_server::{axum::extract::Path, routes};

struct Orders;

#[routes]
impl Orders {
    #[get("/orders/:id/items/:item")]
    fn read(&self, Path(_): Path<(u64, u64)>) {}

    #[get("/files/*rest")]
    fn file(&self, Path(_): Path<String>) {}
}

fn main() {}
