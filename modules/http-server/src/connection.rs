use std::{
    convert::Infallible,
    future::Future,
    net::SocketAddr,
    panic::AssertUnwindSafe,
    pin::pin,
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, DefaultBodyLimit},
    http::{Request, Response, StatusCode},
};
use futures_util::FutureExt;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    net::TcpStream,
    time::{Instant, sleep_until},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service;

use crate::{
    activity::{Activity, AnswerBody},
    problem::{explain, problem},
    table::panic_text,
};

/// How long a connection that was told to close, and has no request in flight, may take for it.
const CLOSE_GRACE: Duration = Duration::from_secs(5);

/// What every connection of a running server shares.
#[derive(Debug)]
pub(crate) struct Serving {
    pub(crate) router: Router,
    pub(crate) body_limit: usize,
    pub(crate) header_read_timeout: Duration,
    /// No new requests; what is in flight finishes.
    pub(crate) stop: CancellationToken,
    /// Everything ends now.
    pub(crate) cut: CancellationToken,
    pub(crate) tasks: TaskTracker,
    pub(crate) in_flight: Arc<AtomicUsize>,
}

impl Serving {
    /// Serves one connection to its end: the client leaves, or is too slow, or the server stops.
    pub(crate) async fn connection(self: Arc<Self>, stream: TcpStream, peer: SocketAddr) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%peer, %error, "cannot switch off Nagle's algorithm");
        }
        let activity = Activity::new(Arc::clone(&self.in_flight));
        let service = service_fn(|request: Request<Incoming>| {
            let (serving, activity) = (Arc::clone(&self), Arc::clone(&activity));
            async move { Ok::<_, Infallible>(serving.answer(request, peer, &activity).await) }
        });
        let mut builder = auto::Builder::new(StreamTasks(Arc::clone(&self)));
        builder.http2().timer(TokioTimer::new());
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let mut connection = pin!(connection);

        let mut closing = false;
        let mut patience = self.header_read_timeout;
        let mut look = pin!(sleep_until(Instant::now() + patience));
        loop {
            tokio::select! {
                biased;
                () = self.cut.cancelled() => return,
                result = connection.as_mut() => {
                    if let Err(error) = result {
                        tracing::debug!(%peer, error, "connection ended");
                    }
                    return;
                }
                () = self.stop.cancelled(), if !closing => {}
                () = look.as_mut() => {
                    let now = Instant::now();
                    let due = activity.quiet_since().unwrap_or(now) + patience;
                    if due > now {
                        look.as_mut().reset(due);
                        continue;
                    }
                    if closing {
                        tracing::debug!(%peer, "connection does not close; cut");
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

    async fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        activity: &Arc<Activity>,
    ) -> Response<AnswerBody> {
        let in_flight = activity.request();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        DefaultBodyLimit::max(self.body_limit).apply(&mut request);
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let mut router = self.router.clone();
        // Layers may run user code in the call itself, so it is made inside the guard.
        let guarded = AssertUnwindSafe(async move { router.call(request).await });
        let response = match guarded.catch_unwind().await {
            Ok(Ok(response)) => explain(response),
            Ok(Err(never)) => match never {},
            Err(panic) => {
                let panic = panic_text(&*panic);
                tracing::error!(%method, path = uri.path(), panic, "a handler panicked");
                problem(StatusCode::INTERNAL_SERVER_ERROR)
            }
        };
        response.map(|body| AnswerBody {
            body,
            _in_flight: in_flight,
        })
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
        let cut = self.0.cut.clone();
        self.0.tasks.spawn(async move {
            tokio::select! {
                biased;
                () = cut.cancelled() => {}
                _ = stream => {}
            }
        });
    }
}
