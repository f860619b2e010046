//! Which scripts of other origins may ask: the settings of CORS, as a browser meets them.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails, and a handler is told to panic"
)]

use std::time::Duration;

use axum::{
    Router,
    http::{HeaderName, HeaderValue, Request, StatusCode, header},
    routing::{get, put},
};
use http_body_util::Full;
use purlin::error::{Category, Error};
use purlin_http_server::{HttpServer, HttpServerConfig, axum};

use crate::support::{Answer, Client, config, request, serve, start_error};

const SHOP: &str = "https://shop.example";

fn allowing(origins: &[&str]) -> HttpServerConfig {
    HttpServerConfig {
        cors_origins: origins.iter().map(ToString::to_string).collect(),
        ..config()
    }
}

fn router() -> Router {
    Router::new()
        .route("/", get(async || "hello").merge(put(async || "put")))
        .route("/panic", get(async || -> &'static str { panic!("boom") }))
}

fn from(origin: &'static str, method: &str, path: &str) -> Request<Full<axum::body::Bytes>> {
    let mut request = request(method, path, "");
    let headers = request.headers_mut();
    headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
    request
}

/// What a browser asks before a request that is not simple.
async fn preflight(client: &mut Client, origin: &'static str, method: &'static str) -> Answer {
    let mut request = from(origin, "OPTIONS", "/");
    let asked = HeaderValue::from_static(method);
    let headers = request.headers_mut();
    headers.insert(header::ACCESS_CONTROL_REQUEST_METHOD, asked);
    client.send(request).await.expect("an answer")
}

fn text(answer: &Answer, name: HeaderName) -> Option<&str> {
    answer
        .headers
        .get(name)
        .and_then(|value| value.to_str().ok())
}

#[tokio::test]
async fn without_origins_no_answer_speaks_of_them() {
    let (_server, address) = serve(config(), router()).await;
    let mut client = Client::http1(address).await;
    let answer = client
        .send(from(SHOP, "GET", "/"))
        .await
        .expect("an answer");
    assert_eq!(text(&answer, header::ACCESS_CONTROL_ALLOW_ORIGIN), None);
    let answer = preflight(&mut client, SHOP, "PUT").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn only_an_origin_that_is_listed_is_allowed() {
    let (_server, address) = serve(allowing(&[SHOP]), router()).await;
    let mut client = Client::http1(address).await;
    let answer = client
        .send(from(SHOP, "GET", "/"))
        .await
        .expect("an answer");
    let allowed = header::ACCESS_CONTROL_ALLOW_ORIGIN;
    assert_eq!(text(&answer, allowed.clone()), Some(SHOP));
    assert!(
        text(&answer, header::VARY)
            .expect("it varies")
            .contains("origin")
    );
    let other = client.send(from("https://evil.example", "GET", "/")).await;
    assert_eq!(text(&other.expect("an answer"), allowed), None);
}

#[tokio::test]
async fn a_failure_can_be_read_by_the_script_as_well() {
    let (_server, address) = serve(allowing(&[SHOP]), router()).await;
    let mut client = Client::http1(address).await;
    for (path, status) in [("/panic", 500), ("/unknown", 404)] {
        let answer = client
            .send(from(SHOP, "GET", path))
            .await
            .expect("an answer");
        assert_eq!(answer.status, status);
        let allowed = text(&answer, header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert_eq!(allowed, Some(SHOP), "{path}");
    }
}

#[tokio::test]
async fn a_preflight_is_told_what_the_settings_say() {
    let mut config = allowing(&[SHOP, "https://admin.example:8443"]);
    config.cors_methods = vec!["PUT".to_owned()];
    config.cors_headers = vec!["x-basket".to_owned()];
    config.cors_exposed = vec!["x-total".to_owned()];
    config.cors_credentials = true;
    config.cors_max_age = Duration::from_mins(1);
    let (_server, address) = serve(config, router()).await;
    let mut client = Client::http1(address).await;
    let answer = preflight(&mut client, "https://admin.example:8443", "PUT").await;
    assert_eq!(answer.status, StatusCode::OK);
    let expected = [
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            "https://admin.example:8443",
        ),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET,HEAD,POST,PUT"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "x-basket"),
        (header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true"),
        (header::ACCESS_CONTROL_MAX_AGE, "60"),
    ];
    for (name, value) in expected {
        assert_eq!(text(&answer, name.clone()), Some(value), "{name}");
    }
    let answer = client
        .send(from(SHOP, "GET", "/"))
        .await
        .expect("an answer");
    let exposed = text(&answer, header::ACCESS_CONTROL_EXPOSE_HEADERS);
    assert_eq!(exposed, Some("x-total"));
}

#[tokio::test]
async fn all_origins_are_allowed_by_a_star() {
    let (_server, address) = serve(allowing(&["*"]), router()).await;
    let mut client = Client::http1(address).await;
    let answer = client
        .send(from(SHOP, "GET", "/"))
        .await
        .expect("an answer");
    assert_eq!(
        text(&answer, header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some("*")
    );
}

#[tokio::test]
async fn settings_that_allow_nothing_or_too_much_are_refused_by_name() {
    let mut everybody = allowing(&["*"]);
    everybody.cors_credentials = true;
    let mut method = allowing(&[SHOP]);
    method.cors_methods = vec!["G T".to_owned()];
    let mut sent = allowing(&[SHOP]);
    sent.cors_headers = vec!["*".to_owned()];
    let mut read = allowing(&[SHOP]);
    read.cors_exposed = vec!["x total".to_owned()];
    let cases = [
        (everybody, "cors_origins", "act as the user"),
        (allowing(&["*", SHOP]), "cors_origins", "beside `*`"),
        (
            allowing(&["shop.example"]),
            "cors_origins",
            "`shop.example`",
        ),
        (
            allowing(&["https://shop.example/"]),
            "cors_origins",
            "a scheme and a host",
        ),
        (
            allowing(&["https://*.example"]),
            "cors_origins",
            "a scheme and a host",
        ),
        (method, "cors_methods", "`G T`"),
        (sent, "cors_headers", "`*`"),
        (read, "cors_exposed", "`x total`"),
    ];
    for (config, setting, said) in cases {
        let error = Error::from(start_error(&HttpServer::new(config)).await);
        assert_eq!(
            (error.code(), error.category()),
            ("PL1209", Category::Config)
        );
        assert!(error.message().contains(setting), "{error}");
        assert!(error.message().contains(said), "{error}");
    }
}
