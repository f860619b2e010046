//! A receiver of events.

use std::sync::{Arc, Mutex};

#[cfg(any(feature = "nats", feature = "tls"))]
use purlin::{app::Running, health::CheckReport};

use futures_util::future::BoxFuture;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    http::request::Parts,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::AbortHandle,
};

/// How a request is answered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// It is taken.
    Ok,
    /// Not now.
    Unavailable,
    /// Never.
    Refused,
    /// Nothing comes back.
    Never,
}

type Received = Vec<(Parts, Bytes)>;

/// A server on a port of its own that keeps what it is sent.
pub(crate) struct Receiver {
    url: String,
    received: Arc<Mutex<Received>>,
    count: watch::Receiver<usize>,
    server: AbortHandle,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What both ends of a connection speak through.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Makes the stream of a connection out of that of TCP; nothing if that fails.
type Wrap = Box<dyn Fn(TcpStream) -> BoxFuture<'static, Option<Box<dyn Stream>>> + Send + Sync>;

impl Receiver {
    /// One that answers the request of this number, from 0, so.
    pub(crate) async fn start(answer: fn(usize) -> Answer) -> Self {
        let plain: Wrap = Box::new(|stream| {
            let stream: Box<dyn Stream> = Box::new(stream);
            Box::pin(std::future::ready(Some(stream)))
        });
        Self::start_with("http://127.0.0.1", answer, plain).await
    }

    /// One whose connections go through `wrap`.
    pub(crate) async fn start_with(start: &str, answer: fn(usize) -> Answer, wrap: Wrap) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = format!("{start}:{port}/events");
        let wrap = Arc::new(wrap);
        let received = Arc::<Mutex<Received>>::default();
        let (tell, count) = watch::channel(0);
        let keep = Arc::clone(&received);
        let server = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (keep, tell) = (Arc::clone(&keep), tell.clone());
                let service = service_fn(move |request: Request<Incoming>| {
                    let (keep, tell) = (Arc::clone(&keep), tell.clone());
                    async move {
                        let (head, body) = request.into_parts();
                        let body = body.collect().await.unwrap().to_bytes();
                        let number = {
                            let mut received = keep.lock().unwrap();
                            received.push((head, body));
                            received.len() - 1
                        };
                        tell.send_replace(number + 1);
                        let status = match answer(number) {
                            Answer::Ok => StatusCode::ACCEPTED,
                            Answer::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                            Answer::Refused => StatusCode::BAD_REQUEST,
                            Answer::Never => std::future::pending().await,
                        };
                        let mut response = Response::new(Full::<Bytes>::default());
                        *response.status_mut() = status;
                        Ok::<_, std::convert::Infallible>(response)
                    }
                });
                let wrap = Arc::clone(&wrap);
                tokio::spawn(async move {
                    // A client that gives up is one of the cases.
                    let Some(stream) = wrap(stream).await else {
                        return;
                    };
                    let io = TokioIo::new(stream);
                    let _ = http1::Builder::new().serve_connection(io, service).await;
                });
            }
        });
        Self {
            url,
            received,
            count,
            server: server.abort_handle(),
        }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// What it was sent.
    pub(crate) fn received(&self) -> Received {
        self.received.lock().unwrap().clone()
    }

    /// Waits until it was sent so many requests.
    pub(crate) async fn wait_for(&self, count: usize) {
        let mut sent = self.count.clone();
        sent.wait_for(|sent| *sent >= count).await.unwrap();
    }
}

/// What the check of the module says, when it says what is asked for.
#[cfg(any(feature = "nats", feature = "tls"))]
pub(crate) async fn delivers(
    running: &Running<crate::Shop>,
    wanted: impl Fn(&CheckReport) -> bool,
) -> CheckReport {
    loop {
        let report = running.health().refresh().await;
        let mut checks = report.checks.into_iter();
        let check = checks
            .find(|check| check.name == "CloudEventsModule::delivers")
            .unwrap();
        if wanted(&check) {
            return check;
        }
        tokio::task::yield_now().await;
    }
}
