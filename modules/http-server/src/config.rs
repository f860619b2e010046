use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

/// Settings of the HTTP server, section `http`.
#[derive(Clone, Debug)]
pub struct HttpServerConfig {
    /// Address and port to listen on; port 0 takes any free one.
    pub address: SocketAddr,
    /// How long a stop waits for requests in flight before it cuts them.
    pub drain_deadline: Duration,
    /// How long a connection may go without a complete request head: from its start, or from the
    /// last answer, to the end of the next head. Bounds slow clients and idle keep-alive alike.
    pub header_read_timeout: Duration,
    /// Connections served at once; further ones wait in the backlog of the operating system. At
    /// least 1.
    pub max_connections: usize,
    /// Largest request body that extractors such as `Json` and `Bytes` read, in bytes.
    pub body_limit: usize,
    /// Whether the two health endpoints are served.
    pub health: bool,
    /// Path of the liveness endpoint.
    pub live_path: String,
    /// Path of the readiness endpoint.
    pub ready_path: String,
}

impl Default for HttpServerConfig {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            drain_deadline: Duration::from_secs(10),
            header_read_timeout: Duration::from_secs(30),
            max_connections: 10_000,
            body_limit: 2 * 1024 * 1024,
            health: true,
            live_path: "/health/live".to_owned(),
            ready_path: "/health/ready".to_owned(),
        }
    }
}
