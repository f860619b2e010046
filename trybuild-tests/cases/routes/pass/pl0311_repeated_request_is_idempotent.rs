//! Repeated request is idempotent.
use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {
    #[put("/orders", retry = 2)]
    fn replace(&self) {}

    #[post("/orders", retry = 2, idempotent)]
    fn place(&self) {}
}

fn main() {}
