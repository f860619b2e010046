//! Middleware around all routes and around single ones.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use async_trait::async_trait;
use axum::{
    Router,
    extract::{MatchedPath, Path, Request},
    http::{HeaderName, HeaderValue, StatusCode, request::Parts},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::get,
};
use purlin::{app, app::Lookup as _, error::Error, module};
use purlin_http_server::{HttpServer, HttpServerModule, Middleware, Routes, axum, routes};

use crate::support::{self, Client, config, start_error};

/// Writes its mark before, after and on an error, so that the order can be seen.
struct Mark(&'static str, Option<&'static str>);

const TRACE: HeaderName = HeaderName::from_static("x-trace");

impl Mark {
    fn append(&self, response: &mut Response, what: &str) {
        let value = HeaderValue::from_str(&format!("{}-{what}", self.0));
        response.headers_mut().append(TRACE, value.expect("ASCII"));
    }
}

#[async_trait]
impl Middleware for Mark {
    fn name(&self) -> Option<&str> {
        self.1
    }

    async fn before(&self, head: &mut Parts) -> Result<(), Response> {
        if head.headers.contains_key("x-stop") {
            return Err((StatusCode::FORBIDDEN, self.0).into_response());
        }
        Ok(())
    }

    async fn after(&self, response: &mut Response) {
        self.append(response, "after");
    }

    async fn error(&self, response: &mut Response) {
        self.append(response, "error");
    }
}

/// A tower layer as it is.
struct Shout;

impl Middleware for Shout {
    fn name(&self) -> Option<&str> {
        Some("shout")
    }

    fn around(self: Arc<Self>, router: Router) -> Router {
        router.layer(from_fn(async |request: Request, next: Next| {
            let mut response = next.run(request).await;
            let value = HeaderValue::from_static("loud");
            response.headers_mut().insert("x-shout", value);
            response
        }))
    }
}

struct Api;

#[routes(crate = purlin_http_server)]
impl Api {
    #[get("/plain")]
    fn plain(&self) {}

    #[get("/both/{id}", middleware = ["inner", "shout"])]
    fn both(&self, Path(id): Path<u64>, matched: MatchedPath) -> String {
        format!("{id} {}", matched.as_str())
    }

    #[post("/both/{id}")]
    fn other(&self) {}

    #[get("/broken", middleware = ["inner"])]
    fn broken(&self) -> StatusCode {
        StatusCode::BAD_GATEWAY
    }
}

fn trace(answer: &support::Answer) -> Vec<&str> {
    let values = answer.headers.get_all(TRACE).iter();
    values.map(|value| value.to_str().expect("ASCII")).collect()
}

async fn served() -> (HttpServer, Client) {
    let server = HttpServer::new(config())
        .wrap(Arc::new(Mark("first", None)))
        .wrap(Arc::new(Mark("second", None)))
        .wrap(Arc::new(Mark("inner", Some("inner"))))
        .wrap(Arc::new(Shout))
        .serve(Arc::new(Api));
    let address = server.start().await.expect("starts");
    (server, Client::http1(address).await)
}

#[tokio::test]
async fn global_middleware_stands_around_all_in_its_order_and_named_ones_inside_where_asked() {
    let (_server, mut client) = served().await;
    let plain = client.get("/plain").await.expect("an answer");
    assert_eq!(trace(&plain), ["second-after", "first-after"]);
    let both = client.get("/both/3").await.expect("an answer");
    assert_eq!(trace(&both), ["inner-after", "second-after", "first-after"]);
    assert_eq!(both.headers["x-shout"], "loud");
    assert_eq!(both.text(), "3 /both/{id}");
    // The other method of the same path does not ask for it.
    let other = client.send(support::request("POST", "/both/3", "")).await;
    let other = other.expect("an answer");
    assert_eq!(trace(&other), ["second-after", "first-after"]);
    assert!(!other.headers.contains_key("x-shout"));
    // What is not found passes as well.
    let unknown = client.get("/unknown").await.expect("an answer");
    assert_eq!(trace(&unknown), ["second-after", "first-after"]);
    assert_eq!(unknown.json()["status"], 404);
}

#[tokio::test]
async fn a_server_error_goes_to_the_error_hook() {
    let (_server, mut client) = served().await;
    let broken = client.get("/broken").await.expect("an answer");
    assert_eq!(broken.status, StatusCode::BAD_GATEWAY);
    assert_eq!(
        trace(&broken),
        ["inner-error", "second-error", "first-error"]
    );
}

#[tokio::test]
async fn what_refuses_a_request_keeps_it_from_all_inside() {
    let (_server, mut client) = served().await;
    let mut request = support::request("GET", "/plain", "");
    let stop = HeaderValue::from_static("1");
    request.headers_mut().insert("x-stop", stop);
    let answer = client.send(request).await.expect("an answer");
    assert_eq!(
        (answer.status, answer.text()),
        (StatusCode::FORBIDDEN, "first")
    );
    assert_eq!(trace(&answer), Vec::<&str>::new());
}

#[tokio::test]
async fn a_route_whose_middleware_is_missing_is_not_served() {
    let server = HttpServer::new(config())
        .wrap(Arc::new(Shout))
        .serve(Arc::new(Api));
    let error = Error::from(start_error(&server).await);
    assert_eq!(error.code(), "PL1206");
    assert!(error.message().contains("`Api::both` ("), "{error}");
    assert!(error.message().contains("`inner`"), "{error}");
    assert!(error.hint().unwrap_or_default().contains("`shout`"));
    assert_eq!(server.local_addr(), None);
}

#[tokio::test]
async fn two_middleware_of_one_name_are_refused() {
    let server = HttpServer::new(config())
        .wrap(Arc::new(Shout))
        .wrap(Arc::new(Mark("x", Some("shout"))));
    let error = Error::from(start_error(&server).await);
    assert_eq!(error.code(), "PL1205");
    assert!(error.message().contains("Shout"), "{error}");
    assert!(error.message().contains("Mark"), "{error}");
}

/// Contributes in another order than that of its priorities.
struct MarkModule;

#[module]
impl MarkModule {
    #[contributes(dyn Middleware, priority = 1)]
    fn low() -> Mark {
        Mark("low", None)
    }

    #[contributes(dyn Middleware, priority = 2)]
    fn high() -> Mark {
        Mark("high", None)
    }

    #[contributes(dyn Routes)]
    fn routes() -> Router {
        Router::new().route("/", get(async || "hello"))
    }
}

/// An application with middleware.
#[app(modules = [HttpServerModule, MarkModule])]
struct Marked;

#[tokio::test]
async fn the_contribution_with_the_highest_priority_is_the_outermost() {
    let running = Marked::builder().config("http.address", "127.0.0.1:0");
    let running = running.start().await.expect("starts");
    let address = running.get::<HttpServer>().local_addr().expect("listens");
    let answer = support::get(address, "/").await;
    assert_eq!(trace(&answer), ["low-after", "high-after"]);
    running.stop().await.expect("stops");
}
