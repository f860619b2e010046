//! Every setting makes the difference that it promises.
//!
//! `address`, `body_limit`, `drain_deadline` and `header_read_timeout` are in `failure.rs` and
//! `drain.rs`, where they make things fail; the health settings are in `health.rs`.

mod support;

use axum::{Router, routing::get};
use purlin::{
    error::{Category, Error},
    health::HealthStatus,
};
use purlin_http_server::{HttpServer, HttpServerConfig, axum};
use support::{Client, config, serve};

#[test]
fn the_defaults_are_those_of_the_documentation() {
    let config = HttpServerConfig::default();
    assert_eq!(config.address.to_string(), "127.0.0.1:8080");
    assert_eq!(config.drain_deadline.as_secs(), 10);
    assert_eq!(config.header_read_timeout.as_secs(), 30);
    assert_eq!(config.max_connections, 10_000);
    assert_eq!(config.body_limit, 2_097_152);
    assert!(config.health);
    assert_eq!(
        (&*config.live_path, &*config.ready_path),
        ("/health/live", "/health/ready")
    );
}

#[tokio::test]
async fn port_0_takes_a_free_port_and_says_which() {
    let (server, address) = serve(config(), Router::new()).await;
    assert_ne!(address.port(), 0);
    assert_eq!(server.local_addr(), Some(address));
}

#[tokio::test]
async fn at_the_limit_of_connections_a_further_one_waits_for_its_turn() {
    let mut config = config();
    config.max_connections = 1;
    let (server, address) = serve(config, Router::new().route("/", get(async || "hello"))).await;
    let mut first = Client::http1(address).await;
    first.get("/").await.expect("an answer");
    assert_eq!(server.health().status(), HealthStatus::Degraded);

    let second = tokio::spawn(support::get(address, "/"));
    // The first is served while the second waits.
    for _ in 0..10 {
        first.get("/").await.expect("an answer");
        assert!(!second.is_finished());
    }
    drop(first);
    assert_eq!(second.await.expect("no panic").text(), "hello");
}

#[tokio::test]
async fn a_limit_of_no_connections_is_refused() {
    let mut config = config();
    config.max_connections = 0;
    let error = Error::from(support::start_error(&HttpServer::new(config)).await);
    assert_eq!(
        (error.code(), error.category()),
        ("PL1204", Category::Config)
    );
}

#[tokio::test]
async fn health_says_whether_connections_are_accepted() {
    let server = HttpServer::new(config());
    assert_eq!(server.health().status(), HealthStatus::Unhealthy);
    server.start().await.expect("starts");
    assert_eq!(server.health().status(), HealthStatus::Healthy);
    server.stop().await;
    assert_eq!(server.health().status(), HealthStatus::Unhealthy);
}
