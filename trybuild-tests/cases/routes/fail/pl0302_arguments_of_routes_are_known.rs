//! Arguments of routes are known.
use purlin::http_server::routes;

struct Orders;

#[routes(prefx = "/api")]
impl Orders {
    #[get("/orders")]
    fn list(&self) {}
}

fn main() {}
