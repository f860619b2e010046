use axum::{Json, Router, body::Bytes, extract::Path, routing::get};
use purlin::{app, module};
use purlin_http_server::{HttpServerModule, Routes, routes};
use serde::Serialize;

static LARGE: [u8; 1 << 20] = [b'x'; 1 << 20];

#[derive(Serialize)]
pub(crate) struct Order {
    id: u64,
    item: &'static str,
    open: bool,
}

const fn order(id: u64) -> Order {
    Order {
        id,
        item: "beam",
        open: true,
    }
}

/// The routes with Purlin.
pub(crate) struct Api;

#[routes(crate = purlin_http_server)]
impl Api {
    #[get("/text")]
    fn text(&self) -> &'static str {
        "hello"
    }

    #[get("/json")]
    fn json(&self) -> Json<Order> {
        Json(order(7))
    }

    #[get("/orders/{id}")]
    fn read(&self, Path(id): Path<u64>) -> Json<Order> {
        Json(order(id))
    }

    #[get("/large")]
    fn large(&self) -> Bytes {
        Bytes::from_static(&LARGE)
    }
}

/// Its module.
struct ApiModule;

#[module]
impl ApiModule {
    #[contributes(dyn Routes)]
    fn api() -> Api {
        Api
    }
}

/// An application that serves them.
#[app(modules = [HttpServerModule, ApiModule])]
pub(crate) struct Measured;

/// The same with axum alone.
pub(crate) fn bare() -> Router {
    Router::new()
        .route("/text", get(async || "hello"))
        .route("/json", get(async || Json(order(7))))
        .route(
            "/orders/{id}",
            get(async |Path(id): Path<u64>| Json(order(id))),
        )
        .route("/large", get(async || Bytes::from_static(&LARGE)))
}
