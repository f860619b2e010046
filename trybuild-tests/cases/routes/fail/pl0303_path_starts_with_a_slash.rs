//! Path starts with a slash.
use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {
    #[get("orders")]
    fn list(&self) {}
}

fn main() {}
