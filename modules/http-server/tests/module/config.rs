//! Every setting makes the difference that it promises.
//!
//! `address`, `body_limit`, `drain_deadline`, `header_read_timeout` and `idle_timeout` are in `failure.rs` and
//! `drain.rs`, where they make things fail; the health settings are in `health.rs`; limits and
//! headers of all requests in `front.rs`, the version header in `versions.rs`, those of CORS in `cors.rs`, addresses in `listeners.rs`, TLS in `tls.rs`.

use std::{
    net::{Ipv6Addr, SocketAddr},
    time::Duration,
};

use axum::{Router, routing::get};
use purlin::{
    config::{ConfigLoader, Problems, SectionInfo, settings_table},
    error::{Category, Error},
    health::HealthStatus,
};
use purlin_http_server::{HttpServer, HttpServerConfig, axum};

use crate::support::{self, Client, config, serve};

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
        further_addresses = ["[::1]:81"]
        unix_socket = "/u"
        tls_certificate = "/c"
        tls_key = "/k"
        tls_client_ca = "/a"
        tls_reload = "3s"
        request_timeout = "4s"
        max_requests = 5
        max_header_size = 9000
        security_headers = false
        access_log = true
        drain_deadline = "1s"
        header_read_timeout = "2s"
        idle_timeout = "6s"
        version_header = "x-v"
        csrf = true
        compression = true
        cors_origins = ["https://a.example"]
        cors_methods = ["GET"]
        cors_headers = ["x-a"]
        cors_exposed = ["x-b"]
        cors_credentials = true
        cors_max_age = "7s"
        max_connections = 3
        body_limit = 4
        health = false
        tenant_header = "x-org"
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
        further_addresses: vec![SocketAddr::from((Ipv6Addr::LOCALHOST, 81))],
        unix_socket: Some("/u".into()),
        tls_certificate: Some("/c".into()),
        tls_key: Some("/k".into()),
        tls_client_ca: Some("/a".into()),
        tls_reload: Duration::from_secs(3),
        request_timeout: Duration::from_secs(4),
        max_requests: 5,
        max_header_size: 9000,
        security_headers: false,
        tenant_header: Some("x-org".to_owned()),
        access_log: true,
        drain_deadline: Duration::from_secs(1),
        header_read_timeout: Duration::from_secs(2),
        idle_timeout: Duration::from_secs(6),
        version_header: Some("x-v".to_owned()),
        csrf: true,
        compression: true,
        cors_origins: vec!["https://a.example".to_owned()],
        cors_methods: vec!["GET".to_owned()],
        cors_headers: vec!["x-a".to_owned()],
        cors_exposed: vec!["x-b".to_owned()],
        cors_credentials: true,
        cors_max_age: Duration::from_secs(7),
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
        include_str!("../../README.md"),
        include_str!("../../../../docs/src/modules/http-server.md"),
    ];
    let table = settings_table(&[SectionInfo::of::<HttpServerConfig>()]);
    for page in pages {
        assert!(page.contains(&table), "the table should be\n{table}");
    }
}

/// Plain HTTP where TLS was meant would be found out by a stranger.
#[tokio::test]
async fn settings_of_tls_that_would_be_left_out_are_refused() {
    let mut alone = config();
    alone.tls_key = Some("key.pem".into());
    let mut foreign = config();
    foreign.tls_client_ca = Some("ca.pem".into());
    let mut refused = vec![alone, foreign];
    if cfg!(not(feature = "tls")) {
        let mut not_built = config();
        not_built.tls_certificate = Some("chain.pem".into());
        refused.push(not_built);
    }
    for config in refused {
        let server = HttpServer::new(config);
        let error = Error::from(support::start_error(&server).await);
        assert_eq!(
            (error.code(), error.category()),
            ("PL1208", Category::Config)
        );
        assert_eq!(server.local_addr(), None);
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

#[tokio::test]
async fn answers_are_compressed_if_that_is_set_and_the_client_can_read_it() {
    let text = "a purlin carries the rafters. ".repeat(100);
    let plain = text.clone();
    let router = Router::new().route("/", get(async move || plain));
    let ask = async |config: HttpServerConfig, accepts: Option<&'static str>| {
        let (_server, address) = serve(config, router.clone()).await;
        let mut request = support::request("GET", "/", "");
        if let Some(accepts) = accepts {
            let accepts = axum::http::HeaderValue::from_static(accepts);
            request.headers_mut().insert("accept-encoding", accepts);
        }
        let mut client = Client::http1(address).await;
        client.send(request).await.expect("an answer")
    };
    let mut compressing = config();
    compressing.compression = true;
    let small = ask(compressing.clone(), Some("gzip")).await;
    assert_eq!(small.headers["content-encoding"], "gzip");
    assert!(small.body.len() < text.len() / 10, "{}", small.body.len());
    // The magic number of gzip.
    assert_eq!(small.body[..2], [0x1f, 0x8b]);
    for answer in [
        ask(compressing, None).await,
        ask(config(), Some("gzip")).await,
    ] {
        assert!(!answer.headers.contains_key("content-encoding"));
        assert_eq!(answer.text(), text);
    }
}

#[tokio::test]
async fn a_change_from_a_page_of_another_site_is_refused_if_that_is_set() {
    let router = Router::new().route("/", get(async || "read").post(async || "changed"));
    let ask = async |csrf: bool, method: &str, headers: &[(&'static str, &'static str)]| {
        let mut config = config();
        config.csrf = csrf;
        config.cors_origins = vec!["https://shop.example".to_owned()];
        let (_server, address) = serve(config, router.clone()).await;
        let mut request = support::request(method, "/", "");
        for (name, value) in headers {
            let value = axum::http::HeaderValue::from_static(value);
            request.headers_mut().insert(*name, value);
        }
        let mut client = Client::http1(address).await;
        client.send(request).await.expect("an answer")
    };
    let foreign = [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let refused = ask(true, "POST", &foreign).await;
    assert_eq!(
        (refused.status.as_u16(), refused.json()["status"].as_u64()),
        (403, Some(403))
    );
    assert_eq!(ask(false, "POST", &foreign).await.text(), "changed");
    assert_eq!(ask(true, "GET", &foreign).await.text(), "read");
    // A program that is no browser says nothing; the own page and one that is trusted do.
    assert_eq!(ask(true, "POST", &[]).await.text(), "changed");
    let own = [("sec-fetch-site", "same-origin")];
    assert_eq!(ask(true, "POST", &own).await.text(), "changed");
    let trusted = [
        ("origin", "https://shop.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    assert_eq!(ask(true, "POST", &trusted).await.text(), "changed");
}
