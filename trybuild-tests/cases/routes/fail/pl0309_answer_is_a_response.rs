//! Answer is a response.
//! errors: 2
use purlin::http_server::{axum::Json, routes};

struct Orders;

struct Order;

#[routes]
impl Orders {
    #[get("/orders/first")]
    async fn first(&self) -> Order {
        Order
    }

    #[get("/orders/last")]
    fn last(&self) -> Result<Json<u64>, Order> {
        Err(Order)
    }
}

fn main() {}
