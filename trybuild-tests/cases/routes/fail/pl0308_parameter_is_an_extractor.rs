//! Parameter is an extractor.
//! errors: 3
use purlin::http_server::{
    axum::{Json, extract::Query},
    routes,
};

struct Database;

struct Orders;

struct NewOrder;

#[routes]
impl Orders {
    #[get("/orders")]
    async fn list(&self, _db: Database) {}

    #[post("/orders")]
    async fn place(&self, Json(_): Json<NewOrder>) {}

    #[put("/orders")]
    async fn replace(&self, _body: String, Query(_): Query<u64>) {}
}

fn main() {}
