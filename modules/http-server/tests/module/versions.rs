//! One path in several versions, chosen by a header.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use purlin_http_server::{HttpServer, axum, routes};

use crate::support::{Answer, Client, config, request};

struct First;

#[routes(prefix = "/v1", crate = purlin_http_server)]
impl First {
    #[get("/orders/{id}")]
    fn read(&self) -> &'static str {
        "first"
    }
}

struct Second;

#[routes(prefix = "/v2", crate = purlin_http_server)]
impl Second {
    #[get("/orders/{id}")]
    fn read(&self, uri: axum::http::Uri) -> String {
        format!("second {}", uri.query().unwrap_or_default())
    }
}

struct Plain;

#[routes(crate = purlin_http_server)]
impl Plain {
    #[get("/about")]
    fn about(&self) -> &'static str {
        "about"
    }
}

async fn client(header: Option<&str>) -> (HttpServer, Client) {
    let mut config = config();
    config.version_header = header.map(str::to_owned);
    let server = HttpServer::new(config)
        .serve(Arc::new(First))
        .serve(Arc::new(Second))
        .serve(Arc::new(Plain));
    let address = server.start().await.expect("starts");
    (server, Client::http1(address).await)
}

async fn ask(client: &mut Client, path: &str, version: &str) -> Answer {
    let mut request = request("GET", path, "");
    let name = HeaderName::from_static("x-api-version");
    let value = HeaderValue::from_str(version).expect("ASCII");
    request.headers_mut().insert(name, value);
    client.send(request).await.expect("an answer")
}

#[tokio::test]
async fn the_header_chooses_the_version_and_caches_are_told() {
    let (_server, mut client) = client(Some("x-api-version")).await;
    let first = ask(&mut client, "/orders/7", "1").await;
    assert_eq!(first.text(), "first");
    assert_eq!(first.header(header::VARY), "x-api-version");
    assert_eq!(
        ask(&mut client, "/orders/7?a=b", "v2").await.text(),
        "second a=b"
    );
    // A path with a version is what it says, and one without any is as it is.
    assert_eq!(ask(&mut client, "/v1/orders/7", "2").await.text(), "first");
    assert_eq!(ask(&mut client, "/about", "2").await.text(), "about");
    for unknown in ["3", "two", ""] {
        let answer = ask(&mut client, "/orders/7", unknown).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown:?}");
    }
}

#[tokio::test]
async fn without_the_setting_the_header_means_nothing() {
    let (_server, mut client) = client(None).await;
    let answer = ask(&mut client, "/orders/7", "1").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(
        ask(&mut client, "/v2/orders/7", "1").await.text(),
        "second "
    );
}
