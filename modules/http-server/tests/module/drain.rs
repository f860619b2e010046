//! What a stop waits for and what it does not.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    response::sse::{Event, Sse},
    routing::get,
};
use futures_util::{StreamExt, stream};
use purlin_http_server::{Drained, Stopping, axum};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
    time::timeout,
};

use crate::support::{self, Client, PATIENCE, config, serve, until_closed};

/// A handler that says when it has begun and ends when it is told.
struct Gate {
    begun: Notify,
    open: Notify,
}

fn gated() -> (Arc<Gate>, Router) {
    let gate = Arc::new(Gate {
        begun: Notify::new(),
        open: Notify::new(),
    });
    let inner = Arc::clone(&gate);
    let handler = get(async move || {
        inner.begun.notify_one();
        inner.open.notified().await;
        "done"
    });
    let router = Router::new()
        .route("/gate", handler)
        .route("/", get(async || "hello"));
    (gate, router)
}

#[expect(clippy::expect_used, reason = "a test that cannot go on fails")]
async fn a_request_in_flight_finishes(connect: impl AsyncFnOnce(std::net::SocketAddr) -> Client) {
    let (gate, router) = gated();
    let (server, address) = serve(config(), router).await;
    let mut client = connect(address).await;
    let answer = tokio::spawn(async move { client.get("/gate").await });
    gate.begun.notified().await;

    let server = Arc::new(server);
    let stopping = tokio::spawn({
        let server = Arc::clone(&server);
        async move { server.stop().await }
    });
    // The listener is gone before the request is: that is how the test knows that it is draining.
    timeout(PATIENCE, async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("no new connections");
    assert!(!stopping.is_finished());

    gate.open.notify_one();
    let answer = answer.await.expect("no panic").expect("an answer");
    assert_eq!(answer.text(), "done");
    assert_eq!(stopping.await.expect("no panic"), Drained::default());
}

#[tokio::test]
async fn a_request_in_flight_finishes_over_http1() {
    a_request_in_flight_finishes(Client::http1).await;
}

#[tokio::test]
async fn a_request_in_flight_finishes_over_http2() {
    a_request_in_flight_finishes(Client::http2).await;
}

#[tokio::test]
async fn idle_connections_are_closed_and_hold_nothing_up() {
    let (_gate, router) = gated();
    let (server, address) = serve(config(), router).await;
    let mut http1 = Client::http1(address).await;
    let mut http2 = Client::http2(address).await;
    http1.get("/").await.expect("an answer");
    http2.get("/").await.expect("an answer");
    let mut silent = TcpStream::connect(address).await.expect("connect");
    // It is accepted, like the two, before the stop: a third request is answered after it.
    Client::http1(address).await.get("/").await.expect("answer");

    let stopped = timeout(config().drain_deadline / 2, server.stop()).await;
    assert_eq!(
        stopped.expect("long before the deadline"),
        Drained::default()
    );
    assert_eq!(until_closed(&mut silent).await, b"");
    assert!(http1.get("/").await.is_err());
    assert!(http2.get("/").await.is_err());
}

#[tokio::test]
async fn a_server_starts_again_after_a_stop() {
    let (_gate, router) = gated();
    let (server, _) = serve(config(), router).await;
    server.stop().await;
    assert_eq!(server.local_addr(), None);
    let address = server.start().await.expect("starts again");
    assert_eq!(support::get(address, "/").await.text(), "hello");
    assert_eq!(server.stop().await, Drained::default());
    assert_eq!(server.stop().await, Drained::default());
}

#[tokio::test]
async fn a_stream_of_events_ends_when_the_server_stops() {
    let ticks = async |stopping: Stopping| {
        let tick = Ok::<_, Infallible>(Event::default().data("tick"));
        let ticks = stream::once(async { tick }).chain(stream::pending());
        Sse::new(ticks.take_until(stopping.begun()))
    };
    let (server, address) = serve(config(), Router::new().route("/", get(ticks))).await;
    let mut client = TcpStream::connect(address).await.expect("connect");
    let head = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    client.write_all(head).await.expect("write");
    let mut seen = Vec::new();
    while !seen.ends_with(b"tick\n\n\r\n") {
        seen.push(client.read_u8().await.expect("an event"));
    }
    let stopped = timeout(PATIENCE, server.stop()).await;
    assert!(stopped.expect("in time").is_clean());
    // The end of a chunked body: the client knows that nothing was broken off.
    assert_eq!(until_closed(&mut client).await, b"0\r\n\r\n");
}
