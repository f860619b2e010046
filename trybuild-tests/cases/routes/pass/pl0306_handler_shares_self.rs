//! Handler shares self.
use std::sync::Arc;

use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {
    #[get("/a")]
    fn without(&self) {}

    #[get("/b")]
    fn mutable(&self) {}

    #[get("/c")]
    fn by_value(&self) {}

    #[get("/d")]
    fn boxed(self: Arc<Self>) {}

    #[get("/e")]
    fn shared(self: Arc<Self>) {}
}

fn main() {}
