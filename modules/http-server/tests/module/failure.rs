//! What goes wrong, as the client and the operator see it.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    body::Body,
    extract::ConnectInfo,
    http::{StatusCode, header},
    routing::{get, post},
};
use purlin::error::{Category, Error};
use purlin_http_server::{HttpServer, HttpServerError, axum};

use crate::support::{self, Client, config, request, serve, start_error};

const PROBLEM: &str = "application/problem+json";

#[tokio::test]
async fn a_bound_port_is_a_clear_error() {
    let (_first, address) = serve(config(), Router::new()).await;
    let mut taken = config();
    taken.address = address;
    let error = start_error(&HttpServer::new(taken)).await;
    assert!(matches!(error, HttpServerError::Bind { address: a, .. } if a == address));
    let error = Error::from(error);
    assert_eq!(
        (error.code(), error.category()),
        ("PL1201", Category::Dependency)
    );
    assert!(error.message().contains(&address.to_string()), "{error}");
    assert!(error.hint().unwrap_or_default().contains("`http.address`"));
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn an_address_of_another_machine_is_a_clear_error() {
    let mut foreign = config();
    // TEST-NET-1: documentation only, never an address of this machine.
    foreign.address = SocketAddr::from(([192, 0, 2, 1], 0));
    let error = Error::from(start_error(&HttpServer::new(foreign)).await);
    assert_eq!(error.code(), "PL1201");
    assert!(error.message().contains("no such address"), "{error}");
}

#[tokio::test]
async fn starting_twice_is_refused_and_leaves_the_first_running() {
    let (server, address) = serve(config(), Router::new()).await;
    let error = Error::from(start_error(&server).await);
    assert_eq!(
        (error.code(), error.category()),
        ("PL1203", Category::Lifecycle)
    );
    assert_eq!(server.local_addr(), Some(address));
}

#[tokio::test]
async fn a_panic_becomes_a_500_and_the_connection_lives_on() {
    let router = Router::new()
        .route("/panic", get(async || -> &'static str { panic!("boom") }))
        .route("/", get(async || "hello"));
    let (_server, address) = serve(config(), router).await;
    for mut client in [Client::http1(address).await, Client::http2(address).await] {
        let answer = client.get("/panic").await.expect("an answer");
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.header(header::CONTENT_TYPE), PROBLEM);
        assert_eq!(answer.json()["title"], "Internal Server Error");
        assert!(!answer.text().contains("boom"));
        assert_eq!(client.get("/").await.expect("an answer").text(), "hello");
    }
}

#[tokio::test]
async fn a_body_that_panics_ends_its_own_answer_only() {
    struct Bad;
    impl hyper::body::Body for Bad {
        type Data = axum::body::Bytes;
        type Error = std::convert::Infallible;
        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
            panic!("boom")
        }
    }
    let router = Router::new()
        .route("/bad", get(async || Body::new(Bad)))
        .route("/", get(async || "hello"));
    let (server, address) = serve(config(), router).await;
    let mut http2 = Client::http2(address).await;
    assert!(http2.get("/bad").await.is_err());
    assert_eq!(http2.get("/").await.expect("an answer").text(), "hello");
    let mut http1 = Client::http1(address).await;
    assert!(http1.get("/bad").await.is_err());
    assert_eq!(support::get(address, "/").await.text(), "hello");
    assert!(server.stop().await.is_clean());
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_are_problems() {
    let router = Router::new().route("/orders", get(async || "orders"));
    let (_server, address) = serve(config(), router).await;
    let mut client = Client::http1(address).await;
    let unknown = client.get("/unknown").await.expect("an answer");
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.header(header::CONTENT_TYPE), PROBLEM);
    let problem = serde_json::json!({"type": "about:blank", "title": "Not Found", "status": 404});
    assert_eq!(unknown.json(), problem);

    let wrong = client
        .send(request("DELETE", "/orders", ""))
        .await
        .expect("an answer");
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.header(header::CONTENT_TYPE), PROBLEM);
    assert_eq!(wrong.header(header::ALLOW), "GET,HEAD");
    assert_eq!(wrong.json()["status"], 405);
}

#[tokio::test]
async fn a_contributed_fallback_keeps_its_own_answer() {
    let router = Router::new().fallback(async || (StatusCode::NOT_FOUND, "gone fishing"));
    let (_server, address) = serve(config(), router).await;
    assert_eq!(
        support::get(address, "/unknown").await.text(),
        "gone fishing"
    );
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let router = Router::new().route("/", post(async |body: String| body.len().to_string()));
    let mut config = config();
    config.body_limit = 10;
    let (_server, address) = serve(config, router).await;
    let mut client = Client::http1(address).await;
    let fits = client
        .send(request("POST", "/", "0123456789"))
        .await
        .expect("an answer");
    assert_eq!(fits.text(), "10");
    let large = client
        .send(request("POST", "/", "0123456789X"))
        .await
        .expect("an answer");
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn two_contributors_of_one_route_are_named() {
    let server = HttpServer::new(config())
        .serve(Arc::new(Router::new().route("/a", get(async || "1"))))
        .serve(Arc::new(Router::new().route("/a", get(async || "2"))));
    let error = Error::from(start_error(&server).await);
    assert_eq!(error.code(), "PL1202");
    assert!(error.message().contains("GET /a"), "{error}");
    assert!(error.message().contains("Router"), "{error}");
    assert_eq!(server.local_addr(), None);
}

#[tokio::test]
async fn handlers_see_the_address_of_the_client() {
    let handler = get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| Json(peer.ip()));
    let (_server, address) = serve(config(), Router::new().route("/", handler)).await;
    assert_eq!(support::get(address, "/").await.json(), "127.0.0.1");
}
