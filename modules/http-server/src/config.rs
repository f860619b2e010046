use std::{net::SocketAddr, path::PathBuf, time::Duration};

use purlin::config::config;

/// Settings of the HTTP server.
#[config(prefix = "http")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "settings are independent of each other"
)]
pub struct HttpServerConfig {
    /// Address and port to listen on; port 0 takes any free one.
    #[config(default = "127.0.0.1:8080")]
    pub address: SocketAddr,
    /// Further addresses to listen on.
    #[config(default = Vec::new())]
    pub further_addresses: Vec<SocketAddr>,
    /// Path of a Unix socket to listen on as well, without TLS.
    pub unix_socket: Option<PathBuf>,
    /// File with the certificate chain (PEM); with it, TCP is served over TLS only.
    pub tls_certificate: Option<PathBuf>,
    /// File with the private key (PEM), if it is not in that of the certificate.
    pub tls_key: Option<PathBuf>,
    /// File with the certificates (PEM) of those who sign clients; without one of theirs no client
    /// gets in.
    pub tls_client_ca: Option<PathBuf>,
    /// How often the files of TLS are looked at; when they have changed, new connections use them.
    #[config(default = "10s", range("100ms"..="24h"))]
    pub tls_reload: Duration,
    /// How long a stop waits for requests in flight before it cuts them.
    #[config(default = "10s")]
    pub drain_deadline: Duration,
    /// How long the head of a request may take: from the start of its connection, or from its first
    /// byte on a connection that was idle, to its end. Bounds slow clients.
    #[config(default = "30s")]
    pub header_read_timeout: Duration,
    /// How long a connection is kept on which nothing comes, from its last answer.
    #[config(default = "60s")]
    pub idle_timeout: Duration,
    /// How long a request may take, from its head to the head of its answer; 0 is for ever. A
    /// route's own timeout can only be shorter.
    #[config(default = "60s")]
    pub request_timeout: Duration,
    /// Requests in flight at once; further ones get a 503 at once, but for the health endpoints.
    #[config(default = 10_000, range(1..))]
    pub max_requests: usize,
    /// Largest head of a request, in bytes.
    #[config(default = 32_768, range(8_192..=1_048_576))]
    pub max_header_size: usize,
    /// Whether answers get the headers that browsers should see unless an application says
    /// otherwise: no sniffing, no framing, no referrer, and over TLS to stay there.
    #[config(default = true)]
    pub security_headers: bool,
    /// Header that names the tenant of a request, such as `x-tenant`; without it no request has a
    /// tenant. What stands before the server must set it, or clients choose their tenant.
    #[config(pattern = "[a-z][a-z0-9-]*")]
    pub tenant_header: Option<String>,
    /// Header by which a request for `/orders` chooses the version `/v2/orders`, such as
    /// `x-api-version`; without it the path says it.
    #[config(pattern = "[a-z][a-z0-9-]*")]
    pub version_header: Option<String>,
    /// Whether requests of pages of other sites that would change something are refused with a 403
    /// (CSRF): by what browsers say of them, without tokens. Origins of CORS are trusted, `*` is none.
    #[config(default = false)]
    pub csrf: bool,
    /// Whether answers are compressed (gzip) for clients that can read it. Leave it off where a proxy
    /// compresses, and where an answer mixes a secret with what a stranger can choose (BREACH).
    #[config(default = false)]
    pub compression: bool,
    /// Origins whose scripts may ask this server (CORS), such as `https://shop.example`, or `*` for
    /// all; with none there is no CORS.
    #[config(default = Vec::new())]
    pub cors_origins: Vec<String>,
    /// Methods that such scripts may use, besides GET, HEAD and simple POST.
    #[config(default = vec!["PUT".to_owned(), "PATCH".to_owned(), "DELETE".to_owned()])]
    pub cors_methods: Vec<String>,
    /// Headers that such scripts may send, besides the simple ones.
    #[config(default = vec!["authorization".to_owned(), "content-type".to_owned()])]
    pub cors_headers: Vec<String>,
    /// Headers of an answer that such scripts may read, besides the simple ones.
    #[config(default = vec!["x-request-id".to_owned()])]
    pub cors_exposed: Vec<String>,
    /// Whether such scripts may act as the user, with cookies; not together with the origin `*`.
    #[config(default = false)]
    pub cors_credentials: bool,
    /// How long a browser may remember what is allowed here.
    #[config(default = "1h")]
    pub cors_max_age: Duration,
    /// Whether every request is logged with its answer, at level info of the target `http_access`.
    #[config(default = false)]
    pub access_log: bool,
    /// Connections served at once, at least 1; further ones wait in the operating system.
    #[config(default = 10_000)]
    pub max_connections: usize,
    /// Largest request body, in bytes, that extractors such as `Json` and `Bytes` read.
    #[config(default = 2_097_152)]
    pub body_limit: usize,
    /// Whether the health endpoints are served.
    #[config(default = true)]
    pub health: bool,
    /// Path of the liveness endpoint.
    #[config(default = "/health/live")]
    pub live_path: String,
    /// Path of the readiness endpoint.
    #[config(default = "/health/ready")]
    pub ready_path: String,
    /// Path of the startup endpoint.
    #[config(default = "/health/startup")]
    pub startup_path: String,
    /// Path of the detailed report; its messages and details are for operators.
    #[config(default = "/health")]
    pub health_path: String,
}
