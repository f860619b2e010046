use std::{
    future::Future,
    net::SocketAddr,
    pin::pin,
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::time::{Instant, sleep_until};
use tower_http::cors::CorsLayer;

use crate::{
    activity::Activity,
    auth::Known,
    context::Entrance,
    front::Front,
    stopping::Stopping,
    stream::{Accepted, Heard, Stream},
    version::Versions,
};

/// How long a connection that was told to close, and has no request in flight, may take for it.
const CLOSE_GRACE: Duration = Duration::from_secs(5);

/// What every connection of a running server shares.
#[derive(Debug)]
pub(crate) struct Serving {
    pub(crate) router: Router,
    pub(crate) front: Front,
    pub(crate) entrance: Option<Entrance>,
    /// Who can tell who sends a request.
    pub(crate) known: Option<Known>,
    pub(crate) body_limit: usize,
    pub(crate) max_header_size: usize,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<crate::tls::Tls>,
    pub(crate) header_read_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) cors: Option<CorsLayer>,
    pub(crate) versions: Option<Versions>,
    pub(crate) stopping: Stopping,
    pub(crate) in_flight: Arc<AtomicUsize>,
}

impl Serving {
    /// Serves one connection to its end: the client leaves, or is too slow, or the server stops.
    pub(crate) async fn connection(self: Arc<Self>, accepted: Accepted) {
        let peer = accepted.peer;
        if let Stream::Tcp(tcp) = &accepted.stream
            && let Err(error) = tcp.set_nodelay(true)
        {
            tracing::debug!(?peer, %error, "cannot switch off Nagle's algorithm");
        }
        let Some((stream, client)) = self.secured(accepted).await else {
            return;
        };
        let activity = Activity::new(Arc::clone(&self.in_flight), self.stopping.clone());
        let service = hyper::service::service_fn(|request: Request<Incoming>| {
            let serving = Arc::clone(&self);
            serving.answer(request.map(Body::new), client.clone(), &activity)
        });
        let mut builder = auto::Builder::new(StreamTasks(Arc::clone(&self)));
        builder.http1().max_buf_size(self.max_header_size);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_header_list_size(u32::try_from(self.max_header_size).unwrap_or(u32::MAX));
        let stream = Heard {
            stream,
            activity: Arc::clone(&activity),
        };
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let mut connection = pin!(connection);

        // Its own, for it is asked at every turn: one for all would be one lock for all.
        let stop = self.stopping.shared().stop.child_token();
        let mut closing = false;
        let (head, idle) = (self.header_read_timeout, self.idle_timeout);
        // How often it is looked at; never without a pause, whatever the settings are.
        let mut patience = head.min(idle).max(Duration::from_millis(1));
        let mut look = pin!(sleep_until(Instant::now() + patience));
        loop {
            tokio::select! {
                biased;
                // What is cut was told to stop before.
                () = self.stopping.shared().cut.cancelled(), if closing => return,
                result = connection.as_mut() => {
                    if let Err(error) = result {
                        tracing::debug!(?peer, error, "connection ended");
                    }
                    return;
                }
                () = stop.cancelled(), if !closing => {}
                () = look.as_mut() => {
                    let now = Instant::now();
                    let due = if closing {
                        activity.quiet_since().map(|quiet| quiet + patience)
                    } else {
                        activity.due(head, idle)
                    };
                    let due = due.unwrap_or(now + patience);
                    if due > now {
                        // What begins meanwhile is due no earlier than this.
                        look.as_mut().reset(due.min(now + patience));
                        continue;
                    }
                    if closing {
                        tracing::debug!(?peer, "connection does not close; cut");
                        return;
                    }
                    if activity.is_late() {
                        tracing::debug!(?peer, "the head of a request took too long; cut");
                        return;
                    }
                }
            }
            // Either the server stops or the client let the time pass: let it finish, not more.
            closing = true;
            patience = patience.min(CLOSE_GRACE);
            connection.as_mut().graceful_shutdown();
            look.as_mut().reset(Instant::now() + patience);
        }
    }

    /// The connection after its handshake, if it has one, and who the client is; `None` if the
    /// handshake fails, or is not done in the time that a head has, or the server stops.
    #[cfg(feature = "tls")]
    async fn secured(&self, accepted: Accepted) -> Option<(Stream, Client)> {
        let client = Client {
            peer: accepted.peer,
            certificate: None,
        };
        let stream = accepted.stream;
        let Some(tls) = self.tls.as_ref().filter(|_| !stream.is_unix()) else {
            return Some((stream, client));
        };
        let handshake = tokio::time::timeout(self.header_read_timeout, tls.accept(stream));
        let done = tokio::select! {
            biased;
            () = self.stopping.shared().stop.cancelled() => return None,
            done = handshake => done,
        };
        match done {
            Ok(Ok(stream)) => {
                let certificates = stream.get_ref().1.peer_certificates();
                let certificate = certificates.and_then(|chain| chain.first());
                let certificate = certificate
                    .map(|certificate| crate::ClientCertificate(certificate.as_ref().into()));
                let client = Client {
                    certificate,
                    ..client
                };
                Some((Stream::Tls(Box::new(stream)), client))
            }
            Ok(Err(error)) => {
                tracing::debug!(peer = ?client.peer, %error, "a TLS handshake failed");
                None
            }
            Err(_) => {
                tracing::debug!(peer = ?client.peer, "a TLS handshake took too long");
                None
            }
        }
    }

    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_async, reason = "there is no handshake to wait for")]
    async fn secured(&self, accepted: Accepted) -> Option<(Stream, Client)> {
        let peer = accepted.peer;
        Some((accepted.stream, Client { peer }))
    }
}

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) peer: Option<SocketAddr>,
    #[cfg(feature = "tls")]
    certificate: Option<crate::ClientCertificate>,
}

impl Client {
    pub(crate) fn nobody() -> Self {
        Self {
            peer: None,
            #[cfg(feature = "tls")]
            certificate: None,
        }
    }

    /// Puts it into the extensions of a request.
    pub(crate) fn introduce(self, request: &mut Request<Body>) {
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        #[cfg(feature = "tls")]
        if let Some(certificate) = self.certificate {
            request.extensions_mut().insert(certificate);
        }
    }
}

/// Runs the streams of HTTP/2 connections, so that they are waited for and cut like the rest.
#[derive(Clone)]
struct StreamTasks(Arc<Serving>);

impl<F> hyper::rt::Executor<F> for StreamTasks
where
    F: Future + Send + 'static,
{
    fn execute(&self, stream: F) {
        let cut = self.0.stopping.shared().cut.clone();
        self.0.stopping.shared().tasks.spawn(async move {
            tokio::select! {
                biased;
                () = cut.cancelled() => {}
                _ = stream => {}
            }
        });
    }
}
