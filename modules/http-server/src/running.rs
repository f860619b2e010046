use std::{
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use purlin::lifecycle::{Announced, Listening};
use tokio::{
    io::{DuplexStream, duplex},
    net::TcpListener,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinHandle,
    time::timeout,
};

#[cfg(unix)]
use crate::socket::Socket;
use crate::{
    Drained, HttpServerConfig, HttpServerError,
    accept::{Accept, accept_until},
    connection::Serving,
    stopping::Counted,
    stream::{Accepted, Stream},
};

/// How long cut tasks get to be dropped; only one that blocks its thread needs longer.
const CUT_GRACE: Duration = Duration::from_secs(1);
/// As many bytes are on their way in memory, in each direction.
const MEMORY: usize = 64 * 1024;

/// Everything that is listened on, `http.address` first.
pub(crate) struct Listeners {
    tcp: Vec<(TcpListener, SocketAddr)>,
    #[cfg(unix)]
    unix: Option<Socket>,
}

impl Listeners {
    /// All or nothing: if one cannot be listened on, the others are let go.
    pub(crate) async fn bind(config: &HttpServerConfig) -> Result<Self, HttpServerError> {
        let mut tcp = Vec::new();
        for &address in std::iter::once(&config.address).chain(&config.further_addresses) {
            let bind = |source| HttpServerError::Bind { address, source };
            let listener = TcpListener::bind(address).await.map_err(bind)?;
            let actual = listener.local_addr().map_err(bind)?;
            tcp.push((listener, actual));
        }
        #[cfg(unix)]
        let unix = match &config.unix_socket {
            None => None,
            Some(path) => Some(Socket::bind(path).map_err(|source| {
                let path = path.clone();
                HttpServerError::BindSocket { path, source }
            })?),
        };
        #[cfg(not(unix))]
        if let Some(path) = &config.unix_socket {
            return Err(HttpServerError::BindSocket {
                path: path.clone(),
                source: std::io::ErrorKind::Unsupported.into(),
            });
        }
        Ok(Self {
            tcp,
            #[cfg(unix)]
            unix,
        })
    }
}

/// A server between start and stop. Dropping it cuts everything.
pub(crate) struct Running {
    pub(crate) addresses: Vec<SocketAddr>,
    pub(crate) acceptors: Vec<JoinHandle<()>>,
    /// Says where it listens, as long as it does.
    pub(crate) announced: Vec<Announced>,
    pub(crate) serving: Arc<Serving>,
}

impl Running {
    pub(crate) fn start(
        listeners: Listeners,
        serving: Arc<Serving>,
        config: &HttpServerConfig,
        listening: Option<&Listening>,
    ) -> Self {
        let most = config.max_connections;
        let slots = Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
        let mut running = Self {
            addresses: Vec::new(),
            acceptors: Vec::new(),
            announced: Vec::new(),
            serving,
        };
        for (listener, address) in listeners.tcp {
            running.addresses.push(address);
            let announced = listening.map(|listening| listening.announce("HTTP server", address));
            running.announced.extend(announced);
            running.accept(listener, &slots);
        }
        #[cfg(unix)]
        if let Some(socket) = listeners.unix {
            running.accept(socket, &slots);
        }
        #[cfg(feature = "tls")]
        running.follow_certificates(config.tls_reload);
        running
    }

    pub(crate) fn open_connections(&self) -> usize {
        let shared = self.serving.stopping.shared();
        shared.connections.load(Ordering::Acquire)
    }

    fn accept(&mut self, source: impl Accept + 'static, slots: &Arc<Semaphore>) {
        let stop = self.serving.stopping.shared().stop.clone();
        let serving = Arc::clone(&self.serving);
        let acceptor = accept_until(source, Arc::clone(slots), stop, move |accepted, slot| {
            serve(&serving, accepted, Some(slot));
        });
        self.acceptors.push(tokio::spawn(acceptor));
    }

    /// A connection of a client in this process.
    pub(crate) fn connect(&self) -> DuplexStream {
        let (client, server) = duplex(MEMORY);
        let accepted = Accepted {
            stream: Stream::Memory(server),
            peer: None,
        };
        serve(&self.serving, accepted, None);
        client
    }

    #[cfg(feature = "tls")]
    fn follow_certificates(&self, every: Duration) {
        if self.serving.tls.is_none() {
            return;
        }
        let serving = Arc::clone(&self.serving);
        self.serving.stopping.shared().tasks.spawn(async move {
            let shared = serving.stopping.shared();
            let Some(tls) = &serving.tls else { return };
            tokio::select! {
                biased;
                () = shared.stop.cancelled() => {}
                () = shared.cut.cancelled() => {}
                () = tls.follow(every) => {}
            }
        });
    }

    pub(crate) async fn drain(mut self, config: &HttpServerConfig) -> Drained {
        let serving = Arc::clone(&self.serving);
        let shared = serving.stopping.shared();
        shared.stop.cancel();
        // They end at once, and with them the listeners: from here on connections are refused.
        for acceptor in &mut self.acceptors {
            if let Err(error) = acceptor.await {
                tracing::error!(%error, "the accept loop failed");
            }
        }
        shared.tasks.close();
        if timeout(config.drain_deadline, shared.tasks.wait())
            .await
            .is_ok()
        {
            return Drained::default();
        }
        let drained = Drained {
            requests_cut: serving.in_flight.load(Ordering::Acquire),
            connections_cut: shared.connections.load(Ordering::Acquire),
        };
        shared.cut.cancel();
        if timeout(CUT_GRACE, shared.tasks.wait()).await.is_err() {
            tracing::error!("a handler blocks its thread and cannot be cut");
        }
        drained
    }
}

/// Serves a connection in a task of its own, which has its slot as long as it lasts.
fn serve(serving: &Arc<Serving>, accepted: Accepted, slot: Option<OwnedSemaphorePermit>) {
    let connection = Arc::clone(serving).connection(accepted);
    let shared = serving.stopping.shared();
    let counted = Counted::new(&shared.connections);
    shared.tasks.spawn(async move {
        connection.await;
        drop((counted, slot));
    });
}

impl Drop for Running {
    fn drop(&mut self) {
        for acceptor in &self.acceptors {
            acceptor.abort();
        }
        let shared = self.serving.stopping.shared();
        shared.stop.cancel();
        shared.cut.cancel();
    }
}
