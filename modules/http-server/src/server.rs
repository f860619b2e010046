use std::{
    fmt,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::Router;
use purlin::health::{Health, HealthMonitor};
use tokio::{
    net::TcpListener,
    sync::Semaphore,
    task::JoinHandle,
    time::{Instant, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    HttpServerConfig, HttpServerError, Routes, accept::accept_until, connection::Serving, health,
    table::assemble,
};

/// How long cut tasks get to be dropped; only one that blocks its thread needs longer.
const CUT_GRACE: Duration = Duration::from_secs(1);

/// Serves contributed routes over HTTP/1.1 and HTTP/2 (prior knowledge) on one TCP address.
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
    monitor: Option<Arc<HealthMonitor>>,
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
            monitor: None,
            running: Mutex::new(None),
        }
    }

    /// Adds routes.
    #[must_use]
    pub fn serve(mut self, routes: Arc<dyn Routes>) -> Self {
        self.contributors.push(routes);
        self
    }

    /// Serves the health endpoints from `monitor`, unless the configuration switches them off.
    #[must_use]
    pub fn report_health(mut self, monitor: Arc<HealthMonitor>) -> Self {
        self.monitor = Some(monitor);
        self
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
        let address = self.config.address;
        let bind = |source| HttpServerError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let mut running = self.lock();
        if let Some(running) = &*running {
            let address = running.address;
            return Err(HttpServerError::AlreadyRunning { address });
        }
        *running = Some(self.spawn(listener, address, router));
        tracing::info!(%address, contributors = self.contributors.len(), "HTTP server listens");
        Ok(address)
    }

    /// The address it listens on, with the actual port; `None` unless it runs.
    #[must_use]
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.lock().as_ref().map(|running| running.address)
    }

    /// Healthy while connections are accepted, degraded at the limit of connections.
    #[must_use]
    pub fn health(&self) -> Health {
        let most = self.config.max_connections;
        match &*self.lock() {
            None => Health::unhealthy("not listening"),
            Some(running) if running.acceptor.is_finished() => {
                Health::unhealthy("no longer accepts connections")
            }
            Some(running) if running.connections.load(Ordering::Acquire) >= most => {
                Health::degraded(format!("all {most} connections are in use"))
            }
            Some(_) => Health::healthy(),
        }
    }

    /// Stops listening, closes idle connections, waits for requests in flight, and cuts what is
    /// not done at the deadline. Does nothing if the server does not run.
    ///
    /// Connections that were upgraded (WebSocket) are no longer the server's: it does not wait.
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

    fn router(&self) -> Result<Router, HttpServerError> {
        match &self.monitor {
            Some(monitor) if self.config.health => assemble(
                health::claims(&self.config),
                || health::endpoints(&self.config, monitor),
                &self.contributors,
            ),
            _ => assemble(Vec::new(), Router::new, &self.contributors),
        }
    }

    fn spawn(&self, listener: TcpListener, address: SocketAddr, router: Router) -> Running {
        let most = self.config.max_connections;
        let slots = Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
        let serving = Arc::new(Serving {
            router,
            body_limit: self.config.body_limit,
            header_read_timeout: self.config.header_read_timeout,
            stop: CancellationToken::new(),
            cut: CancellationToken::new(),
            tasks: TaskTracker::new(),
            in_flight: Arc::new(AtomicUsize::new(0)),
        });
        let stop = serving.stop.clone();
        let connections = Arc::new(AtomicUsize::new(0));
        let open = Arc::clone(&connections);
        let each = Arc::clone(&serving);
        let acceptor = accept_until(listener, slots, stop, move |tcp, peer, slot| {
            let connection = Arc::clone(&each).connection(tcp, peer);
            let counted = Counted::new(&open);
            each.tasks.spawn(async move {
                connection.await;
                drop((counted, slot));
            });
        });
        Running {
            address,
            acceptor: tokio::spawn(acceptor),
            connections,
            serving,
        }
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

/// A server between start and stop. Dropping it cuts everything.
struct Running {
    address: SocketAddr,
    acceptor: JoinHandle<()>,
    connections: Arc<AtomicUsize>,
    serving: Arc<Serving>,
}

impl Running {
    async fn drain(mut self, config: &HttpServerConfig) -> Drained {
        let serving = Arc::clone(&self.serving);
        serving.stop.cancel();
        // Ends at once, and with it the listener: from here on connections are refused.
        if let Err(error) = (&mut self.acceptor).await {
            tracing::error!(%error, "the accept loop failed");
        }
        serving.tasks.close();
        if timeout(config.drain_deadline, serving.tasks.wait())
            .await
            .is_ok()
        {
            return Drained::default();
        }
        let drained = Drained {
            requests_cut: serving.in_flight.load(Ordering::Acquire),
            connections_cut: self.connections.load(Ordering::Acquire),
        };
        serving.cut.cancel();
        if timeout(CUT_GRACE, serving.tasks.wait()).await.is_err() {
            tracing::error!("a handler blocks its thread and cannot be cut");
        }
        drained
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.acceptor.abort();
        self.serving.cut.cancel();
    }
}

/// Counts one connection for as long as it lives.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
