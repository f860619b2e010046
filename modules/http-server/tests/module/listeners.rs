//! One server on several addresses and on a Unix socket.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{net::SocketAddr, path::Path};

use axum::{Router, routing::get};
use purlin::error::{Category, Error};
use purlin_http_server::{HttpServer, axum};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

use crate::support::{self, config, serve, start_error};

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

async fn ask(path: &Path) -> String {
    let mut stream = UnixStream::connect(path).await.expect("connect");
    let head = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(head).await.expect("write");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("read");
    answer
}

#[tokio::test]
async fn every_address_is_served_and_the_first_is_the_servers() {
    let mut config = config();
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    config.further_addresses = vec![any, any];
    let (server, first) = serve(config, hello()).await;
    let all = server.local_addrs();
    assert_eq!((all.len(), all[0]), (3, first));
    for address in all {
        assert_eq!(support::get(address, "/").await.text(), "hello");
    }
    assert!(server.stop().await.is_clean());
    assert!(server.local_addrs().is_empty());
}

#[tokio::test]
async fn one_address_that_is_taken_lets_all_others_go() {
    let (_first, taken) = serve(config(), hello()).await;
    let mut config = config();
    config.further_addresses = vec![taken];
    let server = HttpServer::new(config);
    let error = Error::from(start_error(&server).await);
    assert_eq!(error.code(), "PL1201");
    assert!(error.message().contains(&taken.to_string()), "{error}");
    assert!(server.local_addrs().is_empty());
}

#[tokio::test]
async fn a_unix_socket_is_served_and_its_file_goes_with_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("http.sock");
    let mut config = config();
    config.unix_socket = Some(path.clone());
    let (server, address) = serve(config, hello()).await;
    let answer = ask(&path).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with("hello"), "{answer}");
    assert_eq!(support::get(address, "/").await.text(), "hello");
    assert!(server.stop().await.is_clean());
    assert!(!path.exists());
}

#[tokio::test]
async fn a_socket_that_a_dead_process_left_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("http.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).expect("bind"));
    assert!(path.exists());
    let mut config = config();
    config.unix_socket = Some(path.clone());
    let (_server, _) = serve(config, hello()).await;
    assert!(ask(&path).await.ends_with("hello"));
}

#[tokio::test]
async fn a_socket_in_use_and_a_file_of_somebody_else_are_clear_errors_and_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let used = folder.path().join("used.sock");
    let _listener = std::os::unix::net::UnixListener::bind(&used).expect("bind");
    let file = folder.path().join("file");
    std::fs::write(&file, "mine").expect("write");
    for path in [used, file] {
        let mut config = config();
        config.unix_socket = Some(path.clone());
        let error = Error::from(start_error(&HttpServer::new(config)).await);
        assert_eq!(
            (error.code(), error.category()),
            ("PL1201", Category::Dependency)
        );
        let name = path.display().to_string();
        assert!(error.message().contains(&name), "{error}");
        assert!(
            error
                .hint()
                .unwrap_or_default()
                .contains("http.unix_socket")
        );
        assert!(path.exists());
    }
}
