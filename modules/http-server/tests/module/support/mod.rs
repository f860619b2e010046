//! A client that sees what a client sees, and a server on a free port.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use purlin_http_server::{HttpServer, HttpServerConfig, HttpServerError, axum};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    net::TcpStream,
    time::timeout,
};

/// Longer than anything here takes, be it on a clock that stands still; a test that reaches it fails.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) fn config() -> HttpServerConfig {
    HttpServerConfig {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        ..HttpServerConfig::default()
    }
}

pub(crate) async fn serve(config: HttpServerConfig, router: Router) -> (HttpServer, SocketAddr) {
    let server = HttpServer::new(config).serve(Arc::new(router));
    let address = server.start().await.expect("the server starts");
    (server, address)
}

pub(crate) async fn start_error(server: &HttpServer) -> HttpServerError {
    server.start().await.expect_err("the server does not start")
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        let value = self.headers.get(name).expect("the header is there");
        value.to_str().expect("ASCII")
    }
}

/// What bytes travel on.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Send + Unpin + 'static {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> Transport for T {}

/// One connection that is kept between requests.
pub(crate) enum Client {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

impl Client {
    pub(crate) async fn http1(address: SocketAddr) -> Self {
        Self::http1_over(TcpStream::connect(address).await.expect("connect")).await
    }

    pub(crate) async fn http1_over(stream: impl Transport) -> Self {
        let io = TokioIo::new(stream);
        let (client, connection) = http1::handshake(io).await.expect("handshake");
        tokio::spawn(connection);
        Self::Http1(client)
    }

    pub(crate) async fn http2(address: SocketAddr) -> Self {
        Self::http2_over(TcpStream::connect(address).await.expect("connect")).await
    }

    pub(crate) async fn http2_over(stream: impl Transport) -> Self {
        let io = TokioIo::new(stream);
        let (client, connection) = http2::handshake(TokioExecutor::new(), io)
            .await
            .expect("handshake");
        tokio::spawn(connection);
        Self::Http2(client)
    }

    pub(crate) async fn send(&mut self, request: Request<Full<Bytes>>) -> hyper::Result<Answer> {
        let response = timeout(PATIENCE, async {
            match self {
                Self::Http1(client) => {
                    client.ready().await?;
                    client.send_request(request).await
                }
                Self::Http2(client) => {
                    client.ready().await?;
                    client.send_request(request).await
                }
            }
        })
        .await
        .expect("an answer in time")?;
        let (head, body) = response.into_parts();
        let body = timeout(PATIENCE, body.collect())
            .await
            .expect("a body in time")?;
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: body.to_bytes(),
        })
    }

    pub(crate) async fn get(&mut self, path: &str) -> hyper::Result<Answer> {
        self.send(request("GET", path, "")).await
    }

    pub(crate) fn is_closed(&self) -> bool {
        match self {
            Self::Http1(client) => client.is_closed(),
            Self::Http2(client) => client.is_closed(),
        }
    }
}

pub(crate) fn request(method: &str, path: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    Request::builder()
        .method(method)
        .uri(format!("http://localhost{path}"))
        .header(header::HOST, "localhost")
        .body(Full::new(body.into()))
        .expect("a request")
}

pub(crate) fn json(method: &str, path: &str, body: &serde_json::Value) -> Request<Full<Bytes>> {
    let mut request = request(method, path, body.to_string());
    let json = header::HeaderValue::from_static("application/json");
    request.headers_mut().insert(header::CONTENT_TYPE, json);
    request
}

/// One request on a connection of its own.
pub(crate) async fn get(address: SocketAddr, path: &str) -> Answer {
    let mut client = Client::http1(address).await;
    client.get(path).await.expect("an answer")
}

/// Reads until the server closes; what it sent.
pub(crate) async fn until_closed(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut sent = Vec::new();
    // A reset is a close as well.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut sent))
        .await
        .expect("the server closes the connection");
    sent
}
