use std::{net::SocketAddr, time::Duration};

use purlin::config::config;

/// Settings of the HTTP server.
#[config(prefix = "http")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpServerConfig {
    /// Address and port to listen on; port 0 takes any free one.
    #[config(default = "127.0.0.1:8080")]
    pub address: SocketAddr,
    /// How long a stop waits for requests in flight before it cuts them.
    #[config(default = "10s")]
    pub drain_deadline: Duration,
    /// How long a connection may go without a complete request head: from its start, or from the
    /// last answer, to the end of the next head. Bounds slow clients and idle keep-alive alike.
    #[config(default = "30s")]
    pub header_read_timeout: Duration,
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
