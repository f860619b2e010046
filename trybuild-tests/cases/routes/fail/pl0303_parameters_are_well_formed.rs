//! Parameters are well formed.
//! errors: 4
use purlin::http_server::{axum::extract::Path, routes};

struct Orders;

#[routes]
impl Orders {
    #[get("/orders/{id")]
    fn open(&self, Path(_): Path<u64>) {}

    #[get("/items/{}")]
    fn nameless(&self, Path(_): Path<u64>) {}

    #[get("/files/{name}.txt")]
    fn suffix(&self, Path(_): Path<String>) {}

    #[get("/{*rest}/end")]
    fn tail(&self, Path(_): Path<String>) {}
}

fn main() {}
