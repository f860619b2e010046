//! Parameters are well formed.
use purlin::http_server::{axum::extract::Path, routes};

struct Orders;

#[routes]
impl Orders {
    #[get("/orders/{id}")]
    fn open(&self, Path(_): Path<u64>) {}

    #[get("/items/{item}")]
    fn nameless(&self, Path(_): Path<u64>) {}

    #[get("/files/text-{name}")]
    fn suffix(&self, Path(_): Path<String>) {}

    #[get("/end/{*rest}")]
    fn tail(&self, Path(_): Path<String>) {}
}

fn main() {}
