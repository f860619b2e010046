//! Answer is a response.
use purlin::http_server::{
    axum::{Json, http::StatusCode},
    routes,
};

struct Orders;

#[derive(serde::Serialize)]
struct Order;

#[routes]
impl Orders {
    #[get("/orders/first")]
    async fn first(&self) -> Json<Order> {
        Json(Order)
    }

    #[get("/orders/last")]
    fn last(&self) -> Result<Json<u64>, StatusCode> {
        Err(StatusCode::NOT_FOUND)
    }
}

fn main() {}
