//! Route has one handler.
use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {
    #[get("/orders")]
    fn list(&self) {}

    #[get("/orders/all")]
    fn all(&self) {}
}

fn main() {}
