//! Route attribute holds a path.
//! errors: 3
use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {
    #[get]
    fn list(&self) {}

    #[post(orders)]
    fn place(&self) {}

    #[put("/orders", timeout = 3)]
    fn replace(&self) {}
}

fn main() {}
