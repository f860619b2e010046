//! What every request passes before its handler, and what every answer gets.

use axum::{
    Router,
    http::{HeaderName, HeaderValue, StatusCode, header},
    routing::get,
};
use purlin::{app, app::Lookup as _, module};
use purlin_http_server::{HttpServer, HttpServerModule, RequestId, Routes, axum};
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::Notify};

use crate::support::{self, Client, config, request, serve, until_closed};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

fn named() -> Router {
    let name = async |id: RequestId| id.as_str().to_owned();
    Router::new().route("/", get(name))
}

#[tokio::test]
async fn a_request_keeps_the_name_that_the_client_gives_it_and_gets_one_otherwise() {
    let (_server, address) = serve(config(), named()).await;
    let mut client = Client::http1(address).await;
    let mut given = request("GET", "/", "");
    let id = HeaderValue::from_static("abc-1");
    given.headers_mut().insert(REQUEST_ID, id);
    let answer = client.send(given).await.expect("an answer");
    assert_eq!(
        (answer.header(REQUEST_ID), answer.text()),
        ("abc-1", "abc-1")
    );

    let first = client.get("/").await.expect("an answer");
    let second = client.get("/").await.expect("an answer");
    assert_eq!(first.header(REQUEST_ID), first.text());
    assert_eq!(first.text().len(), 32);
    assert_ne!(first.text(), second.text());
    // An answer that no handler makes has one, too.
    let unknown = client.get("/unknown").await.expect("an answer");
    assert_eq!(unknown.header(REQUEST_ID).len(), 32);
}

#[tokio::test]
async fn a_name_that_could_do_harm_is_replaced() {
    let (_server, address) = serve(config(), named()).await;
    let mut client = Client::http1(address).await;
    for bad in ["a b", &"x".repeat(129), ""] {
        let mut given = request("GET", "/", "");
        let id = HeaderValue::from_str(bad).expect("a header");
        given.headers_mut().insert(REQUEST_ID, id);
        let answer = client.send(given).await.expect("an answer");
        assert_eq!(answer.text().len(), 32, "{bad:?}");
    }
}

#[tokio::test]
async fn answers_have_security_headers_unless_they_say_otherwise() {
    let framed = async || [(header::X_FRAME_OPTIONS, "SAMEORIGIN")];
    let router = named().route("/framed", get(framed));
    let (_server, address) = serve(config(), router.clone()).await;
    let plain = support::get(address, "/").await;
    assert_eq!(plain.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(plain.header(header::X_FRAME_OPTIONS), "DENY");
    assert_eq!(plain.header(header::REFERRER_POLICY), "no-referrer");
    // Over plain HTTP there is nothing to stay with.
    let transport = header::STRICT_TRANSPORT_SECURITY;
    assert!(!plain.headers.contains_key(transport));
    let framed = support::get(address, "/framed").await;
    assert_eq!(framed.header(header::X_FRAME_OPTIONS), "SAMEORIGIN");

    let mut without = config();
    without.security_headers = false;
    let (_server, address) = serve(without, router).await;
    let plain = support::get(address, "/").await;
    assert!(!plain.headers.contains_key(header::X_FRAME_OPTIONS));
}

static BEGUN: Notify = Notify::const_new();
static OPEN: Notify = Notify::const_new();

/// Has a route that answers when it is told.
struct SlowModule;

#[module]
impl SlowModule {
    #[contributes(dyn Routes)]
    fn routes() -> Router {
        let slow = async || {
            BEGUN.notify_one();
            OPEN.notified().await;
            "done"
        };
        named().route("/slow", get(slow))
    }
}

/// An application with health endpoints.
#[app(modules = [HttpServerModule, SlowModule])]
struct Slow;

#[tokio::test]
async fn a_request_too_many_gets_a_503_at_once_and_the_health_endpoints_answer_on() {
    let running = Slow::builder()
        .config("http.address", "127.0.0.1:0")
        .config("http.max_requests", 1)
        .start()
        .await
        .expect("starts");
    let address = running.get::<HttpServer>().local_addr().expect("listens");
    let slow = tokio::spawn(support::get(address, "/slow"));
    BEGUN.notified().await;

    let shed = support::get(address, "/").await;
    assert_eq!(shed.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(shed.header(header::RETRY_AFTER), "1");
    assert_eq!(
        shed.header(header::CONTENT_TYPE),
        "application/problem+json"
    );
    let live = support::get(address, "/health/live").await;
    assert_eq!(live.status, StatusCode::OK);

    OPEN.notify_one();
    assert_eq!(slow.await.expect("no panic").text(), "done");
    assert_eq!(support::get(address, "/").await.status, StatusCode::OK);
    running.stop().await.expect("stops");
}

#[tokio::test]
async fn a_head_that_is_too_large_gets_a_431_and_the_connection_is_closed() {
    let mut config = config();
    config.max_header_size = 8192;
    let (_server, address) = serve(config, named()).await;
    let mut large = TcpStream::connect(address).await.expect("connect");
    let head = format!(
        "GET / HTTP/1.1\r\nhost: localhost\r\nx-large: {}\r\n\r\n",
        "x".repeat(9000)
    );
    large.write_all(head.as_bytes()).await.expect("write");
    let sent = until_closed(&mut large).await;
    assert!(
        sent.starts_with(b"HTTP/1.1 431 "),
        "{}",
        sent.escape_ascii()
    );
    // The server goes on.
    assert_eq!(support::get(address, "/").await.status, StatusCode::OK);
}
