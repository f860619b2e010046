//! Every setting makes the difference that it promises.
//!
//! `address`, `body_limit`, `drain_deadline` and `header_read_timeout` are in `failure.rs` and
//! `drain.rs`, where they make things fail; the health settings are in `health.rs`.

mod support;

use std::{
    net::{Ipv6Addr, SocketAddr},
    time::Duration,
};

use axum::{Router, routing::get};
use purlin::{
    config::{ConfigLoader, ConfigSection, Problems, SectionInfo},
    error::{Category, Error},
    health::HealthStatus,
};
use purlin_http_server::{HttpServer, HttpServerConfig, axum};
use support::{Client, config, serve};

#[test]
fn both_kinds_of_defaults_are_the_same() {
    let mut problems = Problems::new();
    let section = SectionInfo::of::<HttpServerConfig>();
    let tree = ConfigLoader::new("Test").load(&[section], &mut problems);
    let loaded = tree.section::<HttpServerConfig>(&mut problems);
    assert!(problems.into_result().is_ok());
    assert_eq!(loaded, Some(HttpServerConfig::default()));
}

#[test]
fn every_setting_is_read_from_the_configuration() {
    let mut problems = Problems::new();
    let section = SectionInfo::of::<HttpServerConfig>();
    let text = r#"
        [http]
        address = "[::1]:80"
        drain_deadline = "1s"
        header_read_timeout = "2s"
        max_connections = 3
        body_limit = 4
        health = false
        live_path = "/l"
        ready_path = "/r"
        startup_path = "/s"
        health_path = "/h"
    "#;
    let tree = ConfigLoader::new("Test")
        .file_text("purlin.toml", text)
        .load(&[section], &mut problems);
    let loaded = tree.section::<HttpServerConfig>(&mut problems);
    assert!(problems.into_result().is_ok());
    let expected = HttpServerConfig {
        address: SocketAddr::from((Ipv6Addr::LOCALHOST, 80)),
        drain_deadline: Duration::from_secs(1),
        header_read_timeout: Duration::from_secs(2),
        max_connections: 3,
        body_limit: 4,
        health: false,
        live_path: "/l".to_owned(),
        ready_path: "/r".to_owned(),
        startup_path: "/s".to_owned(),
        health_path: "/h".to_owned(),
    };
    assert_eq!(loaded, Some(expected));
}

#[test]
fn the_documentation_has_every_setting_with_its_default_and_description() {
    let pages = [
        include_str!("../README.md"),
        include_str!("../../../docs/src/modules/http-server.md"),
    ];
    for page in pages {
        for field in HttpServerConfig::FIELDS {
            let default = field.default.expect("every setting has a default");
            let doc = field.doc.replace('\n', " ");
            let row = format!(
                "| `http.{}` | `{}` | {doc} |",
                field.name,
                default.trim_matches('"')
            );
            assert!(page.contains(&row), "{row}");
        }
    }
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
