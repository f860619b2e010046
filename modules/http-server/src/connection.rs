use std::{
    convert::Infallible,
    future::Future,
    net::SocketAddr,
    panic::AssertUnwindSafe,
    pin::pin,
    sync::{Arc, OnceLock, atomic::AtomicUsize},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, DefaultBodyLimit},
    http::{Request, Response, StatusCode},
};
use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::conn::auto,
};
use purlin::context::ExecutionContext;
use tokio::time::{Instant, sleep_until, timeout};
use tower::{Layer as _, Service, ServiceExt as _, service_fn};
use tower_http::cors::CorsLayer;

use crate::{
    activity::{Activity, AnswerBody, Entered},
    auth::Known,
    context::Entrance,
    front::Front,
    problem::{explain, problem, problem_with},
    stopping::Stopping,
    stream::{Accepted, Heard, Stream},
    table::panic_text,
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
        let activity = Activity::new(Arc::clone(&self.in_flight));
        let service = hyper::service::service_fn(|request: Request<Incoming>| {
            let (serving, activity) = (Arc::clone(&self), Arc::clone(&activity));
            let client = client.clone();
            let request = request.map(Body::new);
            async move { Ok::<_, Infallible>(serving.answer(request, client, &activity).await) }
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

        let mut closing = false;
        let (head, idle) = (self.header_read_timeout, self.idle_timeout);
        // How often it is looked at; never without a pause, whatever the settings are.
        let mut patience = head.min(idle).max(Duration::from_millis(1));
        let mut look = pin!(sleep_until(Instant::now() + patience));
        loop {
            tokio::select! {
                biased;
                () = self.stopping.shared().cut.cancelled() => return,
                result = connection.as_mut() => {
                    if let Err(error) = result {
                        tracing::debug!(?peer, error, "connection ended");
                    }
                    return;
                }
                () = self.stopping.shared().stop.cancelled(), if !closing => {}
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
        let (tls, tcp) = match (&self.tls, accepted.stream) {
            (Some(tls), Stream::Tcp(tcp)) => (tls, tcp),
            (_, stream) => return Some((stream, client)),
        };
        let handshake = timeout(self.header_read_timeout, tls.accept(tcp));
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

    /// Answers a request that came on no connection.
    pub(crate) async fn call(&self, request: Request<Body>) -> Response<Body> {
        let activity = Activity::new(Arc::clone(&self.in_flight));
        let answer = self.answer(request, Client::nobody(), &activity).await;
        answer.map(Body::new)
    }

    async fn answer(
        &self,
        mut request: Request<Body>,
        client: Client,
        activity: &Arc<Activity>,
    ) -> Response<AnswerBody> {
        let in_flight = activity.request();
        let started = Instant::now();
        let limit = self.front.request_timeout;
        let begun = self
            .entrance
            .as_ref()
            .map(|entrance| entrance.begin(request.headers(), limit));
        let id = self.front.identify(&mut request, begun.as_ref());
        let entered = OnceLock::new();
        let (method, uri, peer) = (request.method().clone(), request.uri().clone(), client.peer);
        client.introduce(&mut request);
        let total = in_flight.total();
        let mut response = match &self.cors {
            None => self.respond(request, begun, total, &entered).await,
            Some(cors) => {
                let mut begun = begun;
                let respond = service_fn(|request| {
                    let responding = self.respond(request, begun.take(), total, &entered);
                    responding.map(Ok::<_, Infallible>)
                });
                match cors.layer(respond).oneshot(request).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                }
            }
        };
        let entered = entered.into_inner();
        if self.front.access_log {
            tracing::info!(
                target: "http_access",
                %method,
                path = uri.path(),
                status = response.status().as_u16(),
                took = ?started.elapsed(),
                ?peer,
                request_id = id.as_str(),
                "answered"
            );
        }
        self.front.finish(response.headers_mut(), id);
        response.map(|body| AnswerBody {
            body,
            entered,
            _in_flight: in_flight,
        })
    }

    /// The answer of what the request reaches, or of what goes wrong there.
    async fn respond(
        &self,
        mut request: Request<Body>,
        begun: Option<ExecutionContext>,
        in_flight: usize,
        entered: &OnceLock<Entered>,
    ) -> Response<Body> {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let path = uri.path();
        if let Some(shed) = self.front.shed(in_flight, path) {
            return shed;
        }
        request.extensions_mut().insert(self.stopping.clone());
        DefaultBodyLimit::max(self.body_limit).apply(&mut request);
        // Layers may run user code in the call itself, so it is made inside the guard.
        let inside = self.inside(request, begun, entered);
        let guarded = AssertUnwindSafe(inside).catch_unwind();
        let answered = match self.front.request_timeout {
            None => guarded.await,
            Some(limit) => match timeout(limit, guarded).await {
                Ok(answered) => answered,
                Err(_) => {
                    tracing::warn!(%method, path, ?limit, "a request took too long");
                    return problem_with(
                        StatusCode::GATEWAY_TIMEOUT,
                        "the request took longer than it may",
                    );
                }
            },
        };
        match answered {
            Ok(mut response) => {
                if let Some(known) = &self.known {
                    known.challenge(response.status(), response.headers_mut());
                }
                explain(response)
            }
            Err(panic) => {
                let panic = panic_text(&*panic);
                tracing::error!(%method, path, panic, "a handler panicked");
                problem(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }

    /// The answer of those who look at a request: who sends it, for which tenant, and what it is for.
    async fn inside(
        &self,
        mut request: Request<Body>,
        mut begun: Option<ExecutionContext>,
        entered: &OnceLock<Entered>,
    ) -> Response<Body> {
        let health = self.front.is_health(request.uri().path());
        if let Some(known) = self.known.as_ref().filter(|_| !health) {
            // Boxed, so that requests without it carry no room for it.
            let context = Box::pin(known.identify(begun, &mut request)).await;
            begun = Some(context);
        }
        let context = match (&self.entrance, begun) {
            (Some(entrance), Some(begun)) if !health => {
                let asked = self.known.is_some().then(|| begun.clone());
                match entrance.admit(begun, request.headers()) {
                    Ok(context) => Some(context),
                    Err(refused) => {
                        // What those made who were asked who it is.
                        if let Some(asked) = asked {
                            entered.get_or_init(|| Entered::new(asked, &self.stopping));
                        }
                        return *refused;
                    }
                }
            }
            (_, begun) => begun,
        };
        let Some(context) = context else {
            return self.route(request).await;
        };
        entered.get_or_init(|| Entered::new(context.clone(), &self.stopping));
        context.scope(self.route(request)).await
    }

    /// The answer of the router.
    async fn route(&self, mut request: Request<Body>) -> Response<Body> {
        let mut router = self.router.clone();
        let versions = self.versions.as_ref();
        let applied = versions.filter(|versions| versions.apply(&mut request));
        let mut response = match router.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        if let Some(versions) = applied {
            versions.tell(&mut response);
        }
        response
    }
}

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
struct Client {
    peer: Option<SocketAddr>,
    #[cfg(feature = "tls")]
    certificate: Option<crate::ClientCertificate>,
}

impl Client {
    fn nobody() -> Self {
        Self {
            peer: None,
            #[cfg(feature = "tls")]
            certificate: None,
        }
    }

    /// Puts it into the extensions of a request.
    fn introduce(self, request: &mut Request<Body>) {
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
