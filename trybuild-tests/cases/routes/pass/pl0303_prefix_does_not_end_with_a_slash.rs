//! Prefix does not end with a slash.
use purlin::http_server::routes;

struct Orders;

#[routes(prefix = "/api")]
impl Orders {
    #[get("/orders")]
    fn list(&self) {}
}

fn main() {}
