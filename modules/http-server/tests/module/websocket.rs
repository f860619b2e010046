//! What becomes of a WebSocket when the server stops.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::net::SocketAddr;

use axum::{
    Router,
    extract::ws::{WebSocket, WebSocketUpgrade},
    response::Response,
    routing::any,
};
use purlin_http_server::{Stopping, axum};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{config, serve, until_closed};

/// Sends back what it gets, and says goodbye.
async fn echo(mut socket: WebSocket, stopping: Stopping) {
    loop {
        tokio::select! {
            () = stopping.begun() => return stopping.say_goodbye(&mut socket).await,
            message = socket.recv() => match message {
                Some(Ok(message)) => {
                    if socket.send(message).await.is_err() {
                        return;
                    }
                }
                _ => return,
            },
        }
    }
}

async fn polite(upgrade: WebSocketUpgrade, stopping: Stopping) -> Response {
    upgrade.on_upgrade(async move |socket| {
        let _ = stopping.watch(echo(socket, stopping.clone())).await;
    })
}

/// A client after its handshake.
async fn connect(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("connect");
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("write");
    let mut seen = Vec::new();
    while !seen.ends_with(b"\r\n\r\n") {
        seen.push(stream.read_u8().await.expect("a head"));
    }
    assert!(
        seen.starts_with(b"HTTP/1.1 101 "),
        "{}",
        seen.escape_ascii()
    );
    stream
}

#[tokio::test]
async fn the_client_is_told_that_the_server_goes_away_and_the_server_waits_for_that() {
    let (server, address) = serve(config(), Router::new().route("/", any(polite))).await;
    let mut client = connect(address, "/").await;
    // A masked text frame, with a mask of zeros; it comes back unmasked.
    client
        .write_all(b"\x81\x82\0\0\0\0hi")
        .await
        .expect("write");
    let mut echoed = [0; 4];
    client.read_exact(&mut echoed).await.expect("an echo");
    assert_eq!(&echoed, b"\x81\x02hi");

    assert!(server.stop().await.is_clean());
    let goodbye = until_closed(&mut client).await;
    // A close frame with the code 1001.
    assert_eq!(&goodbye[..4], b"\x88\x12\x03\xe9");
    assert_eq!(&goodbye[4..], b"the server stops");
}
