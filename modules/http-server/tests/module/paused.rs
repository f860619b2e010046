//! How long the server waits for whom, on a clock that stands still until nothing else is left to do. The
//! clients are in memory: those of a socket would have to be waited for in real time.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    http::{StatusCode, header},
    response::sse::{Event, KeepAlive, Sse},
    routing::{get, post},
};
use futures_util::stream;
use purlin_http_server::{Drained, HttpServer, axum};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream},
    sync::Notify,
    time::{Instant, sleep},
};

use crate::support::{Client, config, serve};

/// Has routes that take their time.
fn slow() -> Router {
    let minute = async || sleep(Duration::from_secs(50)).await;
    Router::new()
        .route("/", get(async || "hello"))
        .route("/50s", get(minute))
        .route("/never", get(async || std::future::pending::<()>().await))
        .route("/text", post(async |body: String| body))
}

async fn start() -> HttpServer {
    serve(config(), slow()).await.0
}

fn connect(server: &HttpServer) -> DuplexStream {
    server.connect().expect("it runs")
}

async fn client(version: u8, server: &HttpServer) -> Client {
    match version {
        1 => Client::http1_over(connect(server)).await,
        _ => Client::http2_over(connect(server)).await,
    }
}

/// What is read until the server closes, and after how many seconds it does.
async fn until_closed(stream: &mut DuplexStream) -> (Vec<u8>, u64) {
    let (started, mut sent) = (Instant::now(), Vec::new());
    stream.read_to_end(&mut sent).await.expect("bytes");
    (sent, started.elapsed().as_secs())
}

/// A connection on which one request was answered.
async fn asked(server: &HttpServer) -> DuplexStream {
    let mut stream = connect(server);
    let head = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(head).await.expect("write");
    let mut answer = Vec::new();
    while !answer.ends_with(b"hello") {
        stream.read_buf(&mut answer).await.expect("an answer");
    }
    stream
}

#[tokio::test(start_paused = true)]
async fn a_request_has_a_minute_and_its_handler_is_dropped_then() {
    struct Told(Arc<Notify>);
    impl Drop for Told {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let dropped = Arc::new(Notify::new());
    let told = Arc::clone(&dropped);
    let handler = get(async move || {
        let _told = Told(told);
        std::future::pending::<()>().await;
    });
    let (server, _) = serve(config(), Router::new().route("/", handler)).await;
    let started = Instant::now();
    let mut client = Client::http1_over(connect(&server)).await;
    let answer = client.get("/").await.expect("an answer");
    assert_eq!(started.elapsed().as_secs(), 60);
    assert_eq!(answer.status, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(answer.json()["status"], 504);
    dropped.notified().await;
}

#[tokio::test(start_paused = true)]
async fn a_body_that_comes_too_slowly_is_given_up_after_a_minute() {
    let server = start().await;
    let mut client = connect(&server);
    let head = b"POST /text HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n";
    client.write_all(head).await.expect("write");
    let (mut reads, mut writes) = tokio::io::split(client);
    // A byte each five seconds: never silent for long.
    let drips = tokio::spawn(async move {
        while writes.write_all(b"x").await.is_ok() {
            sleep(Duration::from_secs(5)).await;
        }
    });
    let (started, mut sent) = (Instant::now(), Vec::new());
    reads.read_to_end(&mut sent).await.expect("bytes");
    assert_eq!(started.elapsed().as_secs(), 60);
    let sent = sent.escape_ascii().to_string();
    assert!(sent.starts_with("HTTP/1.1 504 "), "{sent}");
    drips.await.expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn a_head_has_half_a_minute_however_much_of_it_has_come() {
    let server = start().await;
    // Nothing at all, the start of an HTTP/2 preface, the start of an HTTP/1.1 head.
    for sent in ["", "PRI * HT", "GET / HTTP/1.1\r\nhost: local"] {
        let mut slow = connect(&server);
        slow.write_all(sent.as_bytes()).await.expect("write");
        assert_eq!(until_closed(&mut slow).await, (vec![], 30), "{sent:?}");
    }
    // A slow loris: a byte each ten seconds.
    let (mut reads, mut writes) = tokio::io::split(connect(&server));
    tokio::spawn(async move {
        while writes.write_all(b"G").await.is_ok() {
            sleep(Duration::from_secs(10)).await;
        }
    });
    let started = Instant::now();
    let mut sent = Vec::new();
    reads.read_to_end(&mut sent).await.expect("bytes");
    assert_eq!(started.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_kept_connection_has_a_minute_and_a_head_that_begins_on_it_half_of_one() {
    let server = start().await;
    let mut idle = asked(&server).await;
    assert_eq!(until_closed(&mut idle).await, (vec![], 60));

    let mut slow = asked(&server).await;
    sleep(Duration::from_secs(50)).await;
    slow.write_all(b"GET /").await.expect("write");
    assert_eq!(until_closed(&mut slow).await, (vec![], 30));

    // One that asks now and then is kept.
    for version in [1, 2] {
        let mut client = client(version, &server).await;
        for _ in 0..3 {
            assert_eq!(client.get("/").await.expect("an answer").text(), "hello");
            sleep(Duration::from_secs(59)).await;
        }
        assert!(!client.is_closed());
        sleep(Duration::from_secs(2)).await;
        assert!(client.is_closed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_may_take_longer_than_a_head() {
    let server = start().await;
    for version in [1, 2] {
        let mut client = client(version, &server).await;
        let started = Instant::now();
        let answer = client.get("/50s").await.expect("an answer");
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(started.elapsed().as_secs(), 50);
    }
}

/// How the server stopped, and after how many seconds.
async fn stop(server: &HttpServer) -> (Drained, u64) {
    let started = Instant::now();
    let drained = server.stop().await;
    (drained, started.elapsed().as_secs())
}

/// Waits until all that can go on has.
async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_waits_for_requests_and_cuts_them_at_its_deadline() {
    let mut config = config();
    config.drain_deadline = Duration::from_mins(1);
    let (server, _) = serve(config, slow()).await;
    let mut client = Client::http1_over(connect(&server)).await;
    let answer = tokio::spawn(async move { client.get("/50s").await });
    settle().await;
    assert_eq!(stop(&server).await, (Drained::default(), 49));
    let answer = answer.await.expect("no panic").expect("an answer");
    assert_eq!(answer.header(header::CONNECTION), "close");

    let server = start().await;
    let mut clients = [
        Client::http1_over(connect(&server)).await,
        Client::http2_over(connect(&server)).await,
    ];
    let [one, two] = &mut clients;
    let asking = async { tokio::join!(one.get("/never"), two.get("/never")) };
    let stopping = async {
        settle().await;
        stop(&server).await
    };
    let ((one, two), (drained, took)) = tokio::join!(asking, stopping);
    assert!(one.is_err() && two.is_err());
    assert_eq!((drained.requests_cut, drained.connections_cut), (2, 2));
    assert_eq!(took, 10);
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_its_deadline_with_whoever_has_no_request() {
    // A connection on which nothing came, an idle one, a head that does not end.
    let server = start().await;
    let mut silent = connect(&server);
    let mut idle = asked(&server).await;
    let mut begun = asked(&server).await;
    begun.write_all(b"GET /").await.expect("write");
    settle().await;
    assert_eq!(stop(&server).await, (Drained::default(), 0));
    for client in [&mut silent, &mut idle, &mut begun] {
        assert_eq!(until_closed(client).await, (vec![], 0));
    }

    // One of HTTP/2 that does not hear the goodbye.
    let server = start().await;
    let mut deaf = connect(&server);
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    deaf.write_all(preface).await.expect("write");
    let empty_settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    deaf.write_all(&empty_settings).await.expect("write");
    settle().await;
    assert_eq!(stop(&server).await, (Drained::default(), 5));
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_of_events_says_every_15_seconds_that_it_lives() {
    let silent = get(async || {
        let events = stream::pending::<Result<Event, Infallible>>();
        Sse::new(events).keep_alive(KeepAlive::default())
    });
    let (server, _) = serve(config(), Router::new().route("/", silent)).await;
    let mut client = connect(&server);
    let head = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    client.write_all(head).await.expect("write");
    let (started, mut seen) = (Instant::now(), Vec::new());
    // It outlives the minute that a request has to the head of its answer, and that of an idle connection.
    for times in 1..=10 {
        while !seen.ends_with(b":\n\n\r\n") {
            client.read_buf(&mut seen).await.expect("an event");
        }
        assert_eq!(started.elapsed().as_secs(), 15 * times);
        seen.clear();
    }
}

#[cfg(feature = "websocket")]
#[tokio::test(start_paused = true)]
async fn a_websocket_has_until_the_deadline_of_the_stop() {
    use axum::{extract::ws::WebSocketUpgrade, response::Response, routing::any};
    use purlin_http_server::Stopping;

    let deaf = async |upgrade: WebSocketUpgrade, stopping: Stopping| -> Response {
        upgrade.on_upgrade(async move |_socket| {
            let _ = stopping.watch(std::future::pending::<()>()).await;
        })
    };
    let (server, _) = serve(config(), Router::new().route("/", any(deaf))).await;
    let mut client = connect(&server);
    let head =
        b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                 sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    client.write_all(head).await.expect("write");
    let mut seen = Vec::new();
    while !seen.ends_with(b"\r\n\r\n") {
        client.read_buf(&mut seen).await.expect("a head");
    }
    // It is not idle, however long it is silent.
    sleep(Duration::from_hours(1)).await;
    let (drained, took) = stop(&server).await;
    assert_eq!((drained.connections_cut, took), (1, 10));
    assert_eq!(until_closed(&mut client).await, (vec![], 0));
}

#[cfg(feature = "tls")]
mod tls {
    use std::path::{Path, PathBuf};

    use rustls::{
        ClientConfig, RootCertStore,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    };
    use tokio_rustls::TlsConnector;

    use super::*;

    fn file(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/certificates")
            .join(name)
    }

    /// The certificate that a new connection is shown.
    async fn shown(server: &HttpServer) -> CertificateDer<'static> {
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_file(file("ca.pem")).expect("a certificate");
        roots.add(root).expect("a root");
        let client = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").expect("a name");
        let connector = TlsConnector::from(Arc::new(client));
        let stream = connector.connect(name, connect(server)).await;
        let stream = stream.expect("a handshake");
        let chain = stream.get_ref().1.peer_certificates().expect("a chain");
        chain[0].clone().into_owned()
    }

    #[tokio::test(start_paused = true)]
    async fn a_handshake_has_half_a_minute() {
        let mut config = config();
        config.tls_certificate = Some(file("first.pem"));
        config.tls_key = Some(file("first.key"));
        let (server, _) = serve(config, slow()).await;
        // None, and the first bytes of one.
        for sent in [&b""[..], b"\x16\x03\x01"] {
            let mut silent = connect(&server);
            silent.write_all(sent).await.expect("write");
            assert_eq!(until_closed(&mut silent).await, (vec![], 30));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn changed_files_are_noticed_after_ten_seconds() {
        let folder = tempfile::tempdir().expect("a folder");
        let both = folder.path().join("both");
        let put = |name: &str| {
            let read =
                |kind| std::fs::read_to_string(file(&format!("{name}.{kind}"))).expect("read");
            std::fs::write(&both, read("pem") + &read("key")).expect("write");
            CertificateDer::from_pem_file(file(&format!("{name}.pem"))).expect("a certificate")
        };
        let first = put("first");
        let mut config = config();
        config.tls_certificate = Some(both.clone());
        let (server, _) = serve(config, slow()).await;
        assert_eq!(shown(&server).await, first);
        let second = put("second");
        sleep(Duration::from_secs(9)).await;
        assert_eq!(shown(&server).await, first);
        sleep(Duration::from_secs(2)).await;
        assert_eq!(shown(&server).await, second);
    }
}
