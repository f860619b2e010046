//! Parameters of a path have different names.
use purlin::http_server::{axum::extract::Path, routes};

struct Orders;

#[routes]
impl Orders {
    #[get("/orders/{id}/items/{item}")]
    fn read(&self, Path(_): Path<(u64, u64)>) {}
}

fn main() {}
