//! Handler shares self.
//! errors: 4
use std::sync::Arc;

use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {
    #[get("/a")]
    fn without() {}

    #[get("/b")]
    fn mutable(&mut self) {}

    #[get("/c")]
    fn by_value(self) {}

    #[get("/d")]
    fn boxed(self: Box<Self>) {}

    #[get("/e")]
    fn shared(self: Arc<Self>) {}
}

fn main() {}
