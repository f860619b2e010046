//! Route attribute holds a path.
use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {
    #[get("/orders")]
    fn list(&self) {}

    #[post("/orders")]
    fn place(&self) {}

    #[put("/orders")]
    fn replace(&self) {}
}

fn main() {}
