use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicUsize},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderName, Request, Response},
};
use purlin::{
    context::Contexts,
    health::{Health, HealthMonitor},
    lifecycle::Listening,
    tenant::Tenants,
};
use tokio::{io::DuplexStream, task::JoinHandle, time::Instant};
use tower_http::compression::CompressionLayer;

use crate::{
    Authenticator, HttpServerConfig, HttpServerError, Middleware, Routes,
    auth::{Door, Known},
    connection::Serving,
    context::Entrance,
    front::Front,
    health,
    running::{Listeners, Running},
    stopping::Stopping,
    table::assemble,
    version::Versions,
};

/// Serves contributed routes over HTTP/1.1 and HTTP/2.
///
/// The module makes, starts and stops it; without the module it is used by hand:
///
/// ```
/// use std::sync::Arc;
/// use purlin_http_server::{HttpServer, HttpServerConfig, axum::{Router, routing::get}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), purlin_http_server::HttpServerError> {
/// let config = HttpServerConfig { address: ([127, 0, 0, 1], 0).into(), ..Default::default() };
/// let hello = Router::new().route("/hello", get(async || "hello"));
/// let server = HttpServer::new(config).serve(Arc::new(hello));
/// let address = server.start().await?;
/// println!("http://{address}/hello");
/// server.stop().await;
/// # Ok(())
/// # }
/// ```
pub struct HttpServer {
    config: HttpServerConfig,
    contributors: Vec<Arc<dyn Routes>>,
    middleware: Vec<Arc<dyn Middleware>>,
    authenticators: Vec<Arc<dyn Authenticator>>,
    monitor: Option<Arc<HealthMonitor>>,
    contexts: Option<(Arc<Contexts>, Arc<Tenants>)>,
    listening: Option<Arc<Listening>>,
    running: Mutex<Option<Running>>,
}

/// How a stop went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// Requests that were still in flight at the deadline and were cut.
    pub requests_cut: usize,
    /// Connections that were still open at the deadline and were cut.
    pub connections_cut: usize,
}

impl Drained {
    /// Whether everything ended by itself.
    #[must_use]
    pub const fn is_clean(self) -> bool {
        self.requests_cut == 0 && self.connections_cut == 0
    }
}

impl HttpServer {
    /// A server that serves nothing yet and has not started.
    #[must_use]
    pub fn new(config: HttpServerConfig) -> Self {
        Self {
            config,
            contributors: Vec::new(),
            middleware: Vec::new(),
            authenticators: Vec::new(),
            monitor: None,
            contexts: None,
            listening: None,
            running: Mutex::new(None),
        }
    }

    /// Adds routes.
    #[must_use]
    pub fn serve(mut self, routes: Arc<dyn Routes>) -> Self {
        self.contributors.push(routes);
        self
    }

    /// Adds middleware inside of what was added before.
    #[must_use]
    pub fn wrap(mut self, middleware: Arc<dyn Middleware>) -> Self {
        self.middleware.push(middleware);
        self
    }

    /// Adds somebody who can tell who sends a request; those who were added before are asked before.
    #[must_use]
    pub fn authenticate(mut self, authenticator: Arc<dyn Authenticator>) -> Self {
        self.authenticators.push(authenticator);
        self
    }

    /// Serves the health endpoints from `monitor`, unless the configuration switches them off.
    #[must_use]
    pub fn report_health(mut self, monitor: Arc<HealthMonitor>) -> Self {
        self.monitor = Some(monitor);
        self
    }

    /// Gives every request a context of its own, in the tenant that `http.tenant_header` names.
    #[must_use]
    pub fn in_contexts(mut self, contexts: Arc<Contexts>, tenants: Arc<Tenants>) -> Self {
        self.contexts = Some((contexts, tenants));
        self
    }

    /// Announces where it listens, as long as it does.
    #[must_use]
    pub fn announce(mut self, listening: Arc<Listening>) -> Self {
        self.listening = Some(listening);
        self
    }

    /// Answers a request without a socket, as the server would: for tests.
    ///
    /// # Errors
    /// What keeps the server from serving, such as routes that exclude each other.
    pub async fn call(&self, request: Request<Body>) -> Result<Response<Body>, HttpServerError> {
        let running = self
            .lock()
            .as_ref()
            .map(|running| Arc::clone(&running.serving));
        let serving = match running {
            Some(serving) => serving,
            None => self.serving(self.router()?)?,
        };
        Ok(serving.call(request).await)
    }

    /// A connection to the server that is no socket, as if a client had come by TCP: for tests whose
    /// clock stands still, where all that the server waits for is known. `None` unless it runs.
    #[must_use]
    pub fn connect(&self) -> Option<DuplexStream> {
        self.lock().as_ref().map(Running::connect)
    }

    /// Merges the routes, listens, and serves in tasks of the current tokio runtime. Returns the
    /// address it listens on.
    ///
    /// # Errors
    /// Routes that exclude each other, an address that cannot be listened on, a limit of no
    /// connections, and a server that runs already; nothing is served then.
    pub async fn start(&self) -> Result<SocketAddr, HttpServerError> {
        if let Some(address) = self.local_addr() {
            return Err(HttpServerError::AlreadyRunning { address });
        }
        if self.config.max_connections == 0 {
            return Err(HttpServerError::NoConnections);
        }
        let router = self.router()?;
        let serving = self.serving(router)?;
        let listeners = Listeners::bind(&self.config).await?;
        let mut running = self.lock();
        if let Some(running) = &*running {
            let address = running.addresses[0];
            return Err(HttpServerError::AlreadyRunning { address });
        }
        let started = Running::start(listeners, serving, &self.config, self.listening.as_deref());
        let address = started.addresses[0];
        tracing::info!(
            addresses = ?started.addresses,
            contributors = self.contributors.len(),
            "HTTP server listens"
        );
        *running = Some(started);
        Ok(address)
    }

    /// The address it listens on, with the actual port; `None` unless it runs.
    #[must_use]
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.lock().as_ref().map(|running| running.addresses[0])
    }

    /// All addresses it listens on, that of `http.address` first; empty unless it runs.
    #[must_use]
    pub fn local_addrs(&self) -> Vec<SocketAddr> {
        let running = self.lock();
        running
            .as_ref()
            .map_or_else(Vec::new, |running| running.addresses.clone())
    }

    /// Reads the certificate and its key again, for new connections; does nothing without TLS. The
    /// server also does so by itself when the files change (`http.tls_reload`).
    ///
    /// # Errors
    /// A file that cannot be used; then all stays as it was.
    #[cfg(feature = "tls")]
    pub fn reload_certificates(&self) -> Result<(), HttpServerError> {
        let running = self.lock();
        let tls = running
            .as_ref()
            .and_then(|running| running.serving.tls.as_ref());
        tls.map_or(Ok(()), crate::tls::Tls::reload)
    }

    /// Healthy while connections are accepted, degraded at the limit of connections.
    #[must_use]
    pub fn health(&self) -> Health {
        let most = self.config.max_connections;
        match &*self.lock() {
            None => Health::unhealthy("not listening"),
            Some(running) if running.acceptors.iter().any(JoinHandle::is_finished) => {
                Health::unhealthy("no longer accepts connections")
            }
            Some(running) if running.open_connections() >= most => {
                Health::degraded(format!("all {most} connections are in use"))
            }
            Some(_) => Health::healthy(),
        }
    }

    /// Stops listening, closes idle connections, waits for requests in flight, and cuts what is
    /// not done at the deadline. Does nothing if the server does not run.
    ///
    /// For a connection that was upgraded (WebSocket) it waits only if its handler runs it in
    /// [`Stopping::watch`].
    pub async fn stop(&self) -> Drained {
        let Some(running) = self.lock().take() else {
            return Drained::default();
        };
        let started = Instant::now();
        let drained = running.drain(&self.config).await;
        let took = started.elapsed();
        let Drained {
            requests_cut,
            connections_cut,
        } = drained;
        if drained.is_clean() {
            tracing::info!(?took, "HTTP server drained");
        } else {
            tracing::warn!(
                ?took,
                requests_cut,
                connections_cut,
                "HTTP server overran its drain deadline"
            );
        }
        drained
    }

    fn router(&self) -> Result<(Router, matchit::Router<()>), HttpServerError> {
        // Nobody could ever ask for it.
        if self.authenticators.is_empty()
            && let Some(info) = Door::first(&self.contributors)
        {
            return Err(HttpServerError::NoAuthenticator {
                route: format!("{} {}", info.method, info.path),
                handler: info.to_string(),
            });
        }
        match &self.monitor {
            Some(monitor) if self.config.health => assemble(
                health::claims(&self.config),
                || health::endpoints(&self.config, monitor),
                &self.contributors,
                &self.middleware,
            ),
            _ => assemble(
                Vec::new(),
                Router::new,
                &self.contributors,
                &self.middleware,
            ),
        }
    }

    fn serving(
        &self,
        (router, known): (Router, matchit::Router<()>),
    ) -> Result<Arc<Serving>, HttpServerError> {
        let config = &self.config;
        let more = config.tls_key.is_some() || config.tls_client_ca.is_some();
        if config.tls_certificate.is_none() && more {
            return Err(HttpServerError::NoTls(
                "TLS has a key or a client CA and no certificate: the server would speak plain HTTP",
            ));
        }
        #[cfg(not(feature = "tls"))]
        if config.tls_certificate.is_some() {
            return Err(HttpServerError::NoTls(
                "TLS has a certificate, but this program is built without TLS",
            ));
        }
        let router = match crate::cors::forgery(config) {
            Some(layer) => router.layer(layer),
            None => router,
        };
        // The pattern of the setting lets no other name in.
        let version = config.version_header.as_deref();
        let version = version.and_then(|name| HeaderName::try_from(name).ok());
        let router = if config.compression {
            router.layer(CompressionLayer::new())
        } else {
            router
        };
        Ok(Arc::new(Serving {
            // Without it axum would make each route anew for each request.
            router: router.with_state(()),
            front: Front::new(config),
            entrance: self.contexts.as_ref().map(|(contexts, tenants)| {
                // The pattern of the setting lets no other name in.
                let header = config.tenant_header.as_deref();
                let header = header.and_then(|name| HeaderName::try_from(name).ok());
                Entrance::new(Arc::clone(contexts), Arc::clone(tenants), header)
            }),
            known: Known::of(&self.authenticators),
            body_limit: config.body_limit,
            // hyper takes no less.
            max_header_size: config.max_header_size.max(8192),
            #[cfg(feature = "tls")]
            tls: crate::tls::Tls::of(config)?,
            header_read_timeout: config.header_read_timeout,
            idle_timeout: config.idle_timeout,
            cors: crate::cors::layer(config)?,
            versions: version.map(|header| Versions::new(header, known)),
            stopping: Stopping::new(),
            in_flight: Arc::new(AtomicUsize::new(0)),
        }))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for HttpServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpServer")
            .field("config", &self.config)
            .field("contributors", &self.contributors.len())
            .field("listens_on", &self.local_addr())
            .finish_non_exhaustive()
    }
}
