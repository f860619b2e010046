//! Parameter is an extractor.
use purlin::http_server::{
    axum::{Json, extract::Query},
    routes,
};

struct Database;

struct Orders {
    _db: Database,
}

#[derive(serde::Deserialize)]
struct NewOrder;

#[routes]
impl Orders {
    #[get("/orders")]
    async fn list(&self) {}

    #[post("/orders")]
    async fn place(&self, Json(_): Json<NewOrder>) {}

    #[put("/orders")]
    async fn replace(&self, Query(_): Query<u64>, _body: String) {}
}

fn main() {}
