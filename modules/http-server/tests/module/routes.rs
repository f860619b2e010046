//! `#[routes]` from outside, as the strictest user writes it.
#![deny(warnings, missing_docs, clippy::pedantic)]

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use std::time::Duration;

use axum::{
    Json,
    extract::{Path, Query},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use purlin::error::Error;
use purlin_http_server::{HttpServer, Mounted, RoutePolicy, Routes, axum, routes};
use serde::{Deserialize, Serialize};

use crate::support::{self, Client, config, json, request, start_error};

#[derive(Debug, Deserialize, Serialize)]
struct Order {
    item: String,
}

#[derive(Deserialize)]
struct Page {
    from: u64,
}

/// Counts what it is asked.
#[derive(Default)]
struct Orders {
    asked: AtomicU64,
}

#[routes(prefix = "/api", crate = purlin_http_server)]
impl Orders {
    /// A constant beside the routes.
    const ITEM: &'static str = "beam";

    fn count(&self) -> u64 {
        self.asked.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Lists orders.
    #[get("/orders")]
    async fn list(&self, Query(page): Query<Page>) -> Json<Vec<u64>> {
        tokio::task::yield_now().await;
        Json(vec![page.from, self.count()])
    }

    /// Places an order: the head first, the body last.
    #[post("/orders", body_limit = "1KiB", timeout = "2s", idempotent)]
    async fn place(
        self: Arc<Self>,
        headers: HeaderMap,
        Json(order): Json<Order>,
    ) -> Result<(StatusCode, Json<Order>), StatusCode> {
        tokio::task::yield_now().await;
        if headers.contains_key("x-refuse") {
            return Err(StatusCode::CONFLICT);
        }
        Ok((StatusCode::CREATED, Json(order)))
    }

    #[get("/orders/{id}")]
    #[get("/sales/{id}")]
    fn read(&self, Path(id): Path<u64>) -> impl IntoResponse {
        format!("{id} {}", Self::ITEM)
    }

    #[put("/orders/{id}")]
    fn replace(&self, Path(id): Path<u64>, body: String) -> String {
        format!("{id}={body}")
    }

    #[delete("/orders/{id}")]
    #[inline]
    fn delete(&self) {}

    #[cfg(any())]
    #[get("/never")]
    fn never(&self) -> NoSuchType {}

    #[get("/")]
    fn root(&self) -> Json<&str> {
        Json(Self::ITEM)
    }
}

#[expect(clippy::expect_used, reason = "a test that cannot go on fails")]
async fn client(routes: impl Routes) -> (HttpServer, Client) {
    let server = HttpServer::new(config()).serve(Arc::new(routes));
    let address = server.start().await.expect("starts");
    let client = Client::http1(address).await;
    (server, client)
}

#[tokio::test]
async fn handlers_answer_with_what_the_extractors_read() {
    let (_server, mut client) = client(Orders::default()).await;
    let list = client.get("/api/orders?from=7").await.expect("an answer");
    assert_eq!(list.json(), serde_json::json!([7, 1]));
    let list = client.get("/api/orders?from=8").await.expect("an answer");
    assert_eq!(list.json(), serde_json::json!([8, 2]));

    let order = serde_json::json!({"item": "truss"});
    let placed = client.send(json("POST", "/api/orders", &order)).await;
    let placed = placed.expect("an answer");
    assert_eq!((placed.status, placed.json()), (StatusCode::CREATED, order));

    for path in ["/api/orders/3", "/api/sales/3"] {
        assert_eq!(client.get(path).await.expect("an answer").text(), "3 beam");
    }
    let replaced = client.send(request("PUT", "/api/orders/3", "new")).await;
    assert_eq!(replaced.expect("an answer").text(), "3=new");
    let deleted = client.send(request("DELETE", "/api/orders/3", "")).await;
    assert_eq!(deleted.expect("an answer").status, StatusCode::OK);
    assert_eq!(client.get("/api").await.expect("an answer").json(), "beam");
}

#[tokio::test]
async fn an_extractor_that_refuses_is_the_answer() {
    let (_server, mut client) = client(Orders::default()).await;
    let answer = client.get("/api/orders/three").await.expect("an answer");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let answer = client.get("/api/orders").await.expect("an answer");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let answer = client.send(request("POST", "/api/orders", "{}")).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[test]
fn the_table_says_what_is_served_and_where_it_is_written() {
    let api = Orders::default();
    let table = api.table();
    let routes: Vec<String> = table
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(
        routes,
        [
            "GET /api/orders",
            "POST /api/orders",
            "GET /api/orders/{id}",
            "GET /api/sales/{id}",
            "PUT /api/orders/{id}",
            "DELETE /api/orders/{id}",
            "GET /api"
        ]
    );
    assert_eq!(table[2].handler, "Orders::read");
    assert!(table[2].file.ends_with("tests/module/routes.rs"));
    assert_eq!(table[3].line, table[2].line + 1);
    assert_eq!(api.contributor(), "Orders");
}

#[test]
fn the_table_describes_what_a_handler_takes_gives_and_promises() {
    let table = Orders::default().table();
    let place = &table[1];
    assert_eq!(place.doc, "Places an order: the head first, the body last.");
    let policy = RoutePolicy::NONE
        .with_body_limit(1024)
        .with_timeout(Duration::from_secs(2))
        .as_idempotent();
    assert_eq!(place.policy, policy);
    let [headers, order] = place.parameters else {
        panic!("two parameters: {:?}", place.parameters)
    };
    assert_eq!(headers.base(), "http::header::map::HeaderMap");
    assert_eq!(order.written, "Json<Order>");
    assert_eq!(order.base(), "axum::json::Json");
    assert!((order.arguments[0].name)().ends_with("::Order"));
    let answer = place.answer.expect("it is named");
    assert_eq!(answer.base(), "core::result::Result");
    assert_eq!(
        format!("{:?}", answer.arguments),
        "[(StatusCode, Json<Order>), StatusCode]"
    );
    assert_eq!(answer.arguments[0].arguments[1].base(), "axum::json::Json");

    // `impl IntoResponse` has no name; nothing is `()`.
    assert!(table[2].answer.is_none());
    assert_eq!(table[5].answer.expect("it is named").written, "()");
    assert_eq!(table[5].policy, RoutePolicy::NONE);
}

struct Others<T>(T);

#[routes(crate = purlin_http_server)]
impl<T: Clone + IntoResponse + Send + Sync + 'static> Others<T> {
    #[post("/api/orders/{id}")]
    fn add(&self) -> T {
        self.0.clone()
    }

    #[get("/api/orders")]
    fn list(&self) -> T {
        self.0.clone()
    }

    #[patch("/api/sales/{number}")]
    fn sell(&self) -> T {
        self.0.clone()
    }
}

#[tokio::test]
async fn conflicts_of_two_contributors_name_both_places() {
    let server = HttpServer::new(config())
        .serve(Arc::new(Orders::default()))
        .serve(Arc::new(Others("x")));
    let error = Error::from(start_error(&server).await);
    assert_eq!(error.code(), "PL1202");
    let message = error.message();
    assert!(message.contains("`Others<T>::list` ("), "{message}");
    assert!(message.contains("`GET /api/orders`"), "{message}");
    assert!(message.contains("`Orders::list` ("), "{message}");
    assert!(message.contains("tests/module/routes.rs:"), "{message}");
    assert_eq!(error.contexts().len(), 1);
    assert!(error.contexts()[0].contains("`PATCH /api/sales/{number}`"));
    assert!(error.contexts()[0].contains("`GET /api/sales/{id}`"));
}

#[tokio::test]
async fn what_an_extractor_refuses_is_told_in_a_problem_document() {
    let (_server, mut client) = client(Orders::default()).await;
    let answer = client.get("/api/orders/three").await.expect("an answer");
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/problem+json"
    );
    let document = answer.json();
    assert_eq!(document["status"], 400);
    let detail = document["detail"].as_str().expect("a sentence");
    assert!(detail.contains("three"), "{detail}");
}

#[tokio::test]
async fn a_tower_service_is_contributed_as_it_is() {
    let path = async |request: axum::extract::Request| {
        let path = request.uri().path().to_owned();
        Ok::<_, std::convert::Infallible>(path.into_response())
    };
    let server = HttpServer::new(config())
        .serve(Arc::new(Orders::default()))
        .serve(Arc::new(Mounted::at("/echo", tower::service_fn(path))))
        .serve(Arc::new(Mounted::at("/", tower::service_fn(path))));
    let address = server.start().await.expect("starts");
    for (asked, seen) in [("/echo/a/b", "/a/b"), ("/else", "/else")] {
        assert_eq!(support::get(address, asked).await.text(), seen);
    }
    // A route goes before what takes everything.
    assert_eq!(support::get(address, "/api").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_mount_whose_path_is_none_is_not_served_and_named() {
    let nothing = async |_: axum::extract::Request| {
        Ok::<_, std::convert::Infallible>(StatusCode::OK.into_response())
    };
    let server =
        HttpServer::new(config()).serve(Arc::new(Mounted::at("echo", tower::service_fn(nothing))));
    let error = Error::from(start_error(&server).await);
    assert_eq!(error.code(), "PL1202");
    assert!(error.message().contains("Mounted"), "{error}");
}
