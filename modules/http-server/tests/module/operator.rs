//! Each failure from both sides: what the client gets, and what the operator finds in the log.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    routing::{get, post},
};
use purlin_http_server::axum;
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    sync::{Notify, oneshot},
    time::timeout,
};
use tracing::{Level, subscriber::DefaultGuard};

use crate::support::{Client, PATIENCE, config, request, serve, until_closed};

/// What is logged on this thread, on which the server of a test runs, too.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn keep() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(Level::DEBUG)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().expect("no panic").clone();
        let text = String::from_utf8(bytes).expect("UTF-8");
        text.lines().map(str::to_owned).collect()
    }

    /// Waits for the line of this level that has all of this in it.
    async fn wait_for(&self, level: &str, parts: &[&str]) {
        let there =
            |line: &String| line.contains(level) && parts.iter().all(|part| line.contains(part));
        let found = timeout(PATIENCE, async {
            while !self.lines().iter().any(there) {
                tokio::task::yield_now().await;
            }
        });
        let found = found.await;
        assert!(found.is_ok(), "no {level} {parts:?} in {:#?}", self.lines());
    }

    /// Nobody is woken at night.
    fn is_calm(&self) -> bool {
        let loud = |line: &String| line.contains(" WARN ") || line.contains("ERROR ");
        !self.lines().iter().any(loud)
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn of_a_panic_the_client_learns_nothing_and_the_operator_where_and_why() {
    let (log, _guard) = Log::keep();
    let router = Router::new().route("/panic", get(async || -> &'static str { panic!("boom") }));
    let (_server, address) = serve(config(), router).await;
    let answer = Client::http1(address).await.get("/panic").await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status, 500);
    assert!(!answer.text().contains("boom"), "{}", answer.text());
    let parts = [
        "a handler panicked",
        "method=GET",
        "path=\"/panic\"",
        "panic=\"boom\"",
    ];
    log.wait_for("ERROR", &parts).await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_in_the_access_log_and_nowhere_else() {
    let (log, _guard) = Log::keep();
    let mut config = config();
    config.body_limit = 4;
    config.access_log = true;
    let router = Router::new().route("/", post(async |body: String| body));
    let (_server, address) = serve(config, router).await;
    let answer = Client::http1(address)
        .await
        .send(request("POST", "/", "12345"))
        .await;
    assert_eq!(answer.expect("an answer").status, 413);
    log.wait_for(
        "INFO",
        &["http_access", "method=POST", "path=\"/\"", "status=413"],
    )
    .await;
    assert!(log.is_calm(), "{:#?}", log.lines());
}

#[tokio::test]
async fn a_client_whose_body_is_too_slow_gets_a_504_and_the_operator_a_warning() {
    let (log, _guard) = Log::keep();
    let mut config = config();
    config.request_timeout = Duration::from_millis(50);
    let router = Router::new().route("/slow", post(async |body: String| body));
    let (_server, address) = serve(config, router).await;
    let mut slow = TcpStream::connect(address).await.expect("connect");
    let head = b"POST /slow HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n12";
    slow.write_all(head).await.expect("write");
    let answer = String::from_utf8(until_closed(&mut slow).await).expect("UTF-8");
    assert!(answer.starts_with("HTTP/1.1 504 "), "{answer}");
    log.wait_for(
        "WARN",
        &["a request took too long", "method=POST", "path=\"/slow\""],
    )
    .await;
}

#[tokio::test]
async fn a_client_whose_head_is_too_slow_is_cut_and_nobody_is_alarmed() {
    let (log, _guard) = Log::keep();
    let mut config = config();
    config.header_read_timeout = Duration::from_millis(50);
    let (_server, address) = serve(config, Router::new()).await;
    let mut slow = TcpStream::connect(address).await.expect("connect");
    slow.write_all(b"GET / HTTP/1.1\r\nhost: ")
        .await
        .expect("write");
    assert_eq!(until_closed(&mut slow).await, b"");
    log.wait_for(
        "DEBUG",
        &["the head of a request took too long; cut", "peer="],
    )
    .await;
    assert!(log.is_calm(), "{:#?}", log.lines());
}

/// Says when a handler is gone.
struct Gone(Option<oneshot::Sender<()>>);

impl Drop for Gone {
    fn drop(&mut self) {
        if let Some(sender) = self.0.take() {
            let _ = sender.send(());
        }
    }
}

#[tokio::test]
async fn when_a_client_is_gone_its_handler_is_dropped_and_nobody_is_alarmed() {
    let (log, _guard) = Log::keep();
    for version in ["1", "2"] {
        let (sender, gone) = oneshot::channel();
        let sender = Arc::new(Mutex::new(Some(sender)));
        let begun = Arc::new(Notify::new());
        let inside = Arc::clone(&begun);
        let forever = async move || -> &'static str {
            let _gone = Gone(sender.lock().expect("no panic").take());
            inside.notify_one();
            std::future::pending().await
        };
        let (server, address) = serve(config(), Router::new().route("/", get(forever))).await;
        let mut client = match version {
            "1" => Client::http1(address).await,
            _ => Client::http2(address).await,
        };
        let asking = tokio::spawn(async move { client.get("/").await });
        timeout(PATIENCE, begun.notified())
            .await
            .expect("a request");
        asking.abort();
        let gone = timeout(PATIENCE, gone).await;
        gone.expect("the handler is dropped").expect("it says so");
        // Nothing of it is left: there is nothing to wait for.
        assert!(server.stop().await.is_clean(), "HTTP/{version}");
    }
    assert!(log.is_calm(), "{:#?}", log.lines());
}

#[cfg(feature = "tls")]
mod tls {
    use std::path::{Path, PathBuf};

    use super::*;

    fn file(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/certificates")
            .join(name)
    }

    #[tokio::test]
    async fn a_handshake_that_is_never_sent_or_none_is_cut_and_nobody_is_alarmed() {
        let (log, _guard) = Log::keep();
        let mut config = config();
        config.tls_certificate = Some(file("first.pem"));
        config.tls_key = Some(file("first.key"));
        config.header_read_timeout = Duration::from_millis(50);
        let (_server, address) = serve(config, Router::new()).await;
        let mut silent = TcpStream::connect(address).await.expect("connect");
        assert_eq!(until_closed(&mut silent).await, b"");
        log.wait_for("DEBUG", &["a TLS handshake took too long", "peer="])
            .await;
        let mut plain = TcpStream::connect(address).await.expect("connect");
        plain
            .write_all(b"GET / HTTP/1.1\r\n\r\n")
            .await
            .expect("write");
        until_closed(&mut plain).await;
        log.wait_for("DEBUG", &["a TLS handshake failed", "peer="])
            .await;
        assert!(log.is_calm(), "{:#?}", log.lines());
    }

    #[tokio::test]
    async fn a_new_certificate_that_is_none_is_an_error_in_the_log_and_no_client_notices() {
        let (log, _guard) = Log::keep();
        let folder = tempfile::tempdir().expect("a folder");
        let certificate = folder.path().join("chain.pem");
        std::fs::copy(file("first.pem"), &certificate).expect("copied");
        let mut config = config();
        config.tls_certificate = Some(certificate.clone());
        config.tls_key = Some(file("first.key"));
        config.tls_reload = Duration::from_millis(20);
        let (server, address) = serve(config, Router::new()).await;
        std::fs::write(&certificate, "no certificate").expect("written");
        let parts = ["the new TLS certificate cannot be used", "chain.pem"];
        log.wait_for("ERROR", &parts).await;
        // It listens on.
        TcpStream::connect(address).await.expect("connect");
        assert!(server.stop().await.is_clean());
    }
}
