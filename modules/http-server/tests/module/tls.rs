//! TLS as a client and an operator see it. The certificates are those of the folder beside.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    http::{self, header},
    routing::get,
};
use http_body_util::{BodyExt, Empty};
use hyper::{
    body::Bytes,
    client::conn::{http1, http2},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use purlin::error::{Category, Error};
use purlin_http_server::{ClientCertificate, HttpServer, HttpServerConfig, axum};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::support::{config, serve, start_error, until_closed};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/certificates")
        .join(name)
}

fn certificate(name: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(file(name)).expect("a certificate")
}

fn secure() -> HttpServerConfig {
    HttpServerConfig {
        tls_certificate: Some(file("first.pem")),
        tls_key: Some(file("first.key")),
        ..config()
    }
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

/// Shakes hands, offering `protocol`, with a certificate of its own if `known`.
async fn connect(
    address: SocketAddr,
    protocol: &[u8],
    known: bool,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate("ca.pem")).expect("a root");
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots);
    let mut client = if known {
        let key = PrivateKeyDer::from_pem_file(file("client.key")).expect("a key");
        builder
            .with_client_auth_cert(vec![certificate("client.pem")], key)
            .expect("a client")
    } else {
        builder.with_no_client_auth()
    };
    client.alpn_protocols = vec![protocol.to_vec()];
    let tcp = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").expect("a name");
    TlsConnector::from(Arc::new(client))
        .connect(name, tcp)
        .await
}

fn shown(stream: &TlsStream<TcpStream>) -> CertificateDer<'static> {
    let chain = stream.get_ref().1.peer_certificates().expect("a chain");
    chain[0].clone().into_owned()
}

async fn ask(stream: TlsStream<TcpStream>) -> hyper::Result<(http::HeaderMap, String)> {
    let (mut client, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = http::Request::get("/").header("host", "localhost");
    let request = request.body(Empty::<Bytes>::new()).expect("a request");
    let (head, body) = client.send_request(request).await?.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok((head.headers, String::from_utf8_lossy(&body).into_owned()))
}

#[tokio::test]
async fn http_1_and_http_2_are_chosen_by_alpn() {
    let (server, address) = serve(secure(), hello()).await;
    let stream = connect(address, b"http/1.1", false).await.expect("TLS");
    let chosen = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
    assert_eq!(chosen.as_deref(), Some(&b"http/1.1"[..]));
    let (headers, text) = ask(stream).await.expect("an answer");
    assert_eq!(text, "hello");
    // Over TLS, browsers are told to stay there.
    assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));

    let stream = connect(address, b"h2", false).await.expect("TLS");
    let chosen = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
    assert_eq!(chosen.as_deref(), Some(&b"h2"[..]));
    let io = TokioIo::new(stream);
    let (mut client, connection) = http2::handshake(TokioExecutor::new(), io)
        .await
        .expect("a handshake");
    tokio::spawn(connection);
    let request = http::Request::get("https://localhost/").body(Empty::<Bytes>::new());
    let answer = client.send_request(request.expect("a request")).await;
    assert_eq!(answer.expect("an answer").status(), 200);
    drop(client);
    assert!(server.stop().await.is_clean());
}

#[tokio::test]
async fn a_new_certificate_is_for_new_connections_and_open_ones_live_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let (chain, key) = (folder.path().join("chain"), folder.path().join("key"));
    let put = |name: &str| {
        std::fs::copy(file(&format!("{name}.pem")), &chain).expect("copy");
        std::fs::copy(file(&format!("{name}.key")), &key).expect("copy");
    };
    put("first");
    let mut config = secure();
    config.tls_certificate = Some(chain.clone());
    config.tls_key = Some(key.clone());
    // Only by hand: the files are not looked at in this test.
    config.tls_reload = Duration::from_hours(1);
    let (server, address) = serve(config, hello()).await;
    let open = connect(address, b"http/1.1", false).await.expect("TLS");
    assert_eq!(shown(&open), certificate("first.pem"));

    put("second");
    server.reload_certificates().expect("both files are right");
    let new = connect(address, b"http/1.1", false).await.expect("TLS");
    assert_eq!(shown(&new), certificate("second.pem"));
    assert_eq!(ask(open).await.expect("an answer").1, "hello");

    // What cannot be used changes nothing.
    std::fs::write(&chain, "garbage").expect("write");
    let error = Error::from(server.reload_certificates().expect_err("garbage"));
    assert_eq!(error.code(), "PL1207");
    let still = connect(address, b"http/1.1", false).await.expect("TLS");
    assert_eq!(shown(&still), certificate("second.pem"));
}

#[tokio::test]
async fn with_a_client_ca_only_known_clients_get_in_and_handlers_see_their_certificate() {
    let mut config = secure();
    config.tls_client_ca = Some(file("ca.pem"));
    let name =
        async |Extension(client): Extension<ClientCertificate>| client.der().len().to_string();
    let (_server, address) = serve(config, Router::new().route("/", get(name))).await;
    let stream = connect(address, b"http/1.1", true).await.expect("TLS");
    let (_, text) = ask(stream).await.expect("an answer");
    assert_eq!(text, certificate("client.pem").len().to_string());

    // In TLS 1.3 a client learns with its first read that it was refused.
    let refused = match connect(address, b"http/1.1", false).await {
        Ok(stream) => ask(stream).await.is_err(),
        Err(_) => true,
    };
    assert!(refused);
}

#[tokio::test]
async fn a_handshake_that_is_never_sent_is_cut_and_one_that_is_no_tls_as_well() {
    let mut config = secure();
    config.header_read_timeout = Duration::from_millis(50);
    let (server, address) = serve(config, hello()).await;
    let mut silent = TcpStream::connect(address).await.expect("connect");
    assert_eq!(until_closed(&mut silent).await, b"");
    let mut plain = TcpStream::connect(address).await.expect("connect");
    let head = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut plain, head)
        .await
        .expect("write");
    let sent = until_closed(&mut plain).await;
    assert!(!sent.starts_with(b"HTTP"), "{}", sent.escape_ascii());
    // The server goes on, and stops without them.
    let stream = connect(address, b"http/1.1", false).await.expect("TLS");
    assert_eq!(ask(stream).await.expect("an answer").1, "hello");
    assert!(server.stop().await.is_clean());
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_handshake() {
    let (server, address) = serve(secure(), hello()).await;
    let mut silent = TcpStream::connect(address).await.expect("connect");
    // It has been accepted when a later one has been served.
    let stream = connect(address, b"http/1.1", false).await.expect("TLS");
    drop(stream);
    let stopped = timeout(Duration::from_secs(5), server.stop()).await;
    assert!(stopped.expect("in time").is_clean());
    assert_eq!(until_closed(&mut silent).await, b"");
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_a_clear_error() {
    // The certificate, the key, and which of them is named.
    let cases = [
        ("none.pem", "first.key", "none.pem"),
        ("first.key", "first.key", "first.key"),
        ("first.pem", "second.key", "first.pem"),
        ("first.pem", "ca.pem", "ca.pem"),
    ];
    for (certificate, key, name) in cases {
        let mut config = secure();
        config.tls_certificate = Some(file(certificate));
        config.tls_key = Some(file(key));
        let server = HttpServer::new(config);
        let error = Error::from(start_error(&server).await);
        assert_eq!(
            (error.code(), error.category()),
            ("PL1207", Category::Config),
            "{name}"
        );
        assert!(error.message().contains(name), "{error}");
        assert!(error.hint().unwrap_or_default().contains("http.tls_key"));
        assert_eq!(server.local_addr(), None);
    }
}
