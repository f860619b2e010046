//! Clients that wait for `100 Continue` before they send a body.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{net::SocketAddr, sync::Arc};

use axum::{Json, body::to_bytes, extract::Request};
use purlin_http_server::{HttpServer, axum, routes};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::support::{PATIENCE, config, until_closed};

/// Reads bodies in each of the ways.
struct ReadingApi;

#[routes(crate = purlin_http_server)]
impl ReadingApi {
    #[post("/json")]
    fn json(&self, _body: Json<Value>) {}

    #[post("/optional")]
    fn optional(&self, _body: Option<Json<Value>>) {}

    #[post("/text")]
    fn text(&self, _body: String) {}

    #[post("/repeated", retry = 1, idempotent)]
    fn repeated(&self, _request: Request) {}

    /// Has a limit of its own.
    #[post("/larger", body_limit = "1KiB")]
    fn larger(&self, body: String) -> String {
        body.len().to_string()
    }

    /// Reads without a limit.
    #[post("/raw")]
    async fn raw(&self, request: Request) -> String {
        let body = to_bytes(request.into_body(), usize::MAX).await;
        body.unwrap_or_default().len().to_string()
    }
}

async fn serve() -> (HttpServer, SocketAddr) {
    let mut config = config();
    config.body_limit = 10;
    let server = HttpServer::new(config).serve(Arc::new(ReadingApi));
    let address = server.start().await.expect("starts");
    (server, address)
}

/// A connection on which a body of 11 bytes was announced.
async fn announced(address: SocketAddr, path: &str) -> TcpStream {
    let mut client = TcpStream::connect(address).await.expect("connect");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: 11\r\nexpect: 100-Continue\r\n\r\n"
    );
    client.write_all(head.as_bytes()).await.expect("write");
    client
}

#[tokio::test]
async fn a_body_over_the_limit_of_the_server_is_refused_before_it_is_sent() {
    let (_server, address) = serve().await;
    for path in ["/json", "/optional", "/text", "/repeated"] {
        let mut client = announced(address, path).await;
        let sent = until_closed(&mut client).await;
        let sent = sent.escape_ascii().to_string();
        assert!(sent.starts_with("HTTP/1.1 413 "), "{path}: {sent}");
        assert!(sent.contains("application/problem+json"), "{path}: {sent}");
        assert!(!sent.contains("100 Continue"), "{path}: {sent}");
    }
}

#[tokio::test]
async fn one_that_is_within_the_limit_of_its_route_or_has_none_is_asked_for() {
    let (_server, address) = serve().await;
    for path in ["/larger", "/raw"] {
        let mut client = announced(address, path).await;
        let go_on = b"HTTP/1.1 100 Continue\r\n\r\n";
        let mut said = [0; 25];
        let read = timeout(PATIENCE, client.read_exact(&mut said)).await;
        read.expect("in time").expect("an answer");
        assert_eq!(
            said.escape_ascii().to_string(),
            go_on.escape_ascii().to_string(),
            "{path}"
        );
        client.write_all(b"01234567890").await.expect("write");
        let mut sent = Vec::new();
        while !sent.ends_with(b"\r\n\r\n11") {
            let read = timeout(PATIENCE, client.read_buf(&mut sent)).await;
            let read = read.expect("in time").expect("an answer");
            assert!(read > 0, "{path}: {}", sent.escape_ascii());
        }
        assert!(
            sent.starts_with(b"HTTP/1.1 200 "),
            "{path}: {}",
            sent.escape_ascii()
        );
    }
}
