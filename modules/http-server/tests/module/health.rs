//! The health endpoints, and the check of the server itself.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
};

use axum::http::{StatusCode, header};
use purlin::{app::Running, prelude::*};
use purlin_http_server::{HttpServer, HttpServerModule, axum};

use crate::support::get;

/// Can be up or down, and have paper or none.
#[provides]
struct Relay {
    #[value(AtomicBool::new(true))]
    up: AtomicBool,
    #[value(AtomicBool::new(true))]
    paper: AtomicBool,
}

/// The relay and its check.
struct RelayModule;

#[module(components = [Relay])]
impl RelayModule {
    #[health(cache = "0s")]
    fn check(relay: &Relay) -> Result<(), &'static str> {
        if relay.up.load(Ordering::SeqCst) {
            Ok(())
        } else {
            Err("no relay")
        }
    }

    #[health(cache = "0s", optional)]
    fn fax(relay: &Relay) -> Health {
        let health = if relay.paper.load(Ordering::SeqCst) {
            Health::healthy()
        } else {
            Health::unhealthy("no paper")
        };
        health.detail("sheets", 7)
    }
}

/// An application with a relay.
#[app(modules = [HttpServerModule, RelayModule])]
struct Post;

#[expect(clippy::expect_used, reason = "a test that cannot go on fails")]
async fn start(settings: &[(&str, &str)]) -> (Running<Post>, SocketAddr) {
    let mut post = Post::builder().config("http.address", "127.0.0.1:0");
    for (path, text) in settings {
        post = post.config_text(path, *text);
    }
    let post = post.start().await.expect("the application starts");
    let address = post.get::<HttpServer>().local_addr().expect("it listens");
    (post, address)
}

#[tokio::test]
async fn readiness_follows_the_checks_and_liveness_does_not() {
    let (post, address) = start(&[]).await;
    let ready = get(address, "/health/ready").await;
    assert_eq!(ready.status, StatusCode::OK);
    assert_eq!(ready.header(header::CONTENT_TYPE), "application/json");
    assert_eq!(ready.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(ready.json()["status"], "healthy");

    post.get::<Relay>().up.store(false, Ordering::SeqCst);
    let ready = get(address, "/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.header(header::CACHE_CONTROL), "no-store");
    let report = ready.json();
    assert_eq!(
        (&report["status"], &report["ready"]),
        (&"unhealthy".into(), &false.into())
    );
    let checks = report["checks"].as_array().expect("checks");
    let failed: Vec<_> = checks
        .iter()
        .filter(|check| check["status"] == "unhealthy")
        .collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["message"], "no relay");

    let live = get(address, "/health/live").await;
    assert_eq!(live.status, StatusCode::OK);
    assert_eq!(live.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(live.json(), serde_json::json!({"status": "healthy"}));
}

#[tokio::test]
async fn the_server_is_one_of_the_checks() {
    let (_post, address) = start(&[]).await;
    let report = get(address, "/health/ready").await.json();
    let checks = report["checks"].as_array().expect("checks");
    let own = checks
        .iter()
        .find(|check| {
            check["name"]
                .as_str()
                .is_some_and(|name| name.starts_with("HttpServerModule"))
        })
        .expect("the check of the server");
    assert_eq!(own["status"], "healthy");

    let (_post, address) = start(&[("http.max_connections", "1")]).await;
    let report = get(address, "/health/ready").await.json();
    // The one connection that asks is the last that there may be.
    assert_eq!(
        (&report["status"], &report["ready"]),
        (&"degraded".into(), &true.into())
    );
}

#[tokio::test]
async fn the_endpoints_can_be_moved_and_switched_off() {
    let moved = [
        ("http.live_path", "/alive"),
        ("http.ready_path", "/able"),
        ("http.startup_path", "/up"),
        ("http.health_path", "/doctor"),
    ];
    let usual = [
        "/health",
        "/health/live",
        "/health/ready",
        "/health/startup",
    ];
    let (_post, address) = start(&moved).await;
    for (_, path) in moved {
        assert_eq!(get(address, path).await.status, StatusCode::OK, "{path}");
    }
    for path in usual {
        let answer = get(address, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let (_post, address) = start(&[("http.health", "false")]).await;
    for path in usual {
        let answer = get(address, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_detailed_report_is_health_json_with_the_words_of_the_format() {
    let (post, address) = start(&[]).await;
    let answer = get(address, "/health").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/health+json"
    );
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    let report = answer.json();
    assert_eq!(
        (&report["status"], &report["phase"], &report["ready"]),
        (&"pass".into(), &"running".into(), &true.into())
    );
    let fax = &report["checks"]["RelayModule:fax"][0];
    assert_eq!(
        (&fax["status"], &fax["optional"], &fax["details"]["sheets"]),
        (&"pass".into(), &true.into(), &7.into())
    );
    assert!(fax.get("output").is_none());
    let time = fax["time"].as_str().expect("a time");
    assert!(time.starts_with("20") && time.ends_with('Z'), "{time}");

    post.get::<Relay>().paper.store(false, Ordering::SeqCst);
    let answer = get(address, "/health").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let report = answer.json();
    assert_eq!(
        (&report["status"], &report["ready"]),
        (&"fail".into(), &true.into())
    );
    assert_eq!(report["checks"]["RelayModule:fax"][0]["output"], "no paper");
    // Readiness leaves it out.
    let ready = get(address, "/health/ready").await;
    assert_eq!(ready.status, StatusCode::OK);
}

#[tokio::test]
async fn a_degraded_application_warns_and_is_welcome() {
    let (_post, address) = start(&[("http.max_connections", "1")]).await;
    let answer = get(address, "/health").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["status"], "warn");
}

/// Holds the start up until it is told to go on.
#[provides(keep)]
struct Late {
    server: Arc<HttpServer>,
}

/// Starts after the server and asks it how far the start is.
struct LateModule;

#[module(components = [Late])]
impl LateModule {
    #[on_start]
    async fn look(late: &Late) -> Result<(), &'static str> {
        let address = late.server.local_addr().ok_or("it does not listen")?;
        for (path, status) in [
            ("/health/startup", StatusCode::SERVICE_UNAVAILABLE),
            ("/health/ready", StatusCode::SERVICE_UNAVAILABLE),
            ("/health/live", StatusCode::OK),
        ] {
            if get(address, path).await.status != status {
                return Err(path);
            }
        }
        Ok(())
    }
}

/// An application that the server does not wait for.
#[app(modules = [HttpServerModule, LateModule])]
struct Slow;

#[tokio::test]
async fn the_startup_endpoint_turns_200_when_everything_has_started() {
    let slow = Slow::builder().config("http.address", "127.0.0.1:0");
    let slow = slow.start().await.expect("the application starts");
    let address = slow.get::<HttpServer>().local_addr().expect("it listens");
    let started = get(address, "/health/startup").await;
    assert_eq!(started.status, StatusCode::OK);
    assert_eq!(started.json(), serde_json::json!({"status": "healthy"}));
}

#[tokio::test]
async fn a_path_that_cannot_be_served_fails_the_start_and_names_its_setting() {
    for (path, why) in [
        ("ready", "starts with `/`"),
        ("/health/live", "already serves `GET /health/live`"),
    ] {
        let error = Post::builder()
            .config("http.address", "127.0.0.1:0")
            .config("http.ready_path", path)
            .start()
            .await
            .expect_err("the path cannot be served");
        let text = error.render();
        assert!(text.contains("[PL1202]"), "{text}");
        assert!(text.contains("`http.ready_path`"), "{text}");
        assert!(text.contains(why), "{text}");
    }
}
