use std::{
    convert::Infallible,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::front::Arrival;
use axum::{extract::FromRequestParts, http::request::Parts};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Tells handlers that the server stops, and the server what it has to wait for: an extractor for
/// what lasts longer than an answer, such as a WebSocket or a stream of events.
///
/// ```
/// # use purlin_http_server::{Stopping, axum::response::sse::{Event, Sse}};
/// # use futures_util::{Stream, StreamExt, stream};
/// # use std::convert::Infallible;
/// async fn ticks(stopping: Stopping) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
///     let ticks = stream::repeat_with(|| Ok(Event::default().data("tick")));
///     Sse::new(ticks.take_until(stopping.begun()))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Stopping(Arc<Shared>);

#[derive(Debug)]
pub(crate) struct Shared {
    /// No new requests; what is in flight finishes.
    pub(crate) stop: CancellationToken,
    /// Everything ends now.
    pub(crate) cut: CancellationToken,
    pub(crate) tasks: TaskTracker,
    /// Connections that are open, upgraded ones that are watched among them.
    pub(crate) connections: Arc<AtomicUsize>,
}

impl Stopping {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            stop: CancellationToken::new(),
            cut: CancellationToken::new(),
            tasks: TaskTracker::new(),
            connections: Arc::default(),
        }))
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0
    }

    /// Whether the server has begun to stop.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.0.stop.is_cancelled()
    }

    /// Waits until the server begins to stop; for ever where no server serves the request.
    pub fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        self.0.stop.clone().cancelled_owned()
    }

    /// Runs what is left of a connection after its upgrade. The server waits for it when it stops,
    /// and drops it at the deadline; then the result is `None`.
    pub fn watch<F: Future>(&self, connection: F) -> impl Future<Output = Option<F::Output>> {
        let shared = Arc::clone(&self.0);
        let counted = Counted::new(&shared.connections);
        self.0.tasks.track_future(async move {
            let result = tokio::select! {
                biased;
                () = shared.cut.cancelled() => None,
                result = connection => Some(result),
            };
            drop(counted);
            result
        })
    }

    /// Tells the client of a WebSocket that the server goes away (1001), as it should learn it
    /// before its connection ends.
    #[cfg(feature = "websocket")]
    pub async fn say_goodbye(&self, socket: &mut axum::extract::ws::WebSocket) {
        use axum::extract::ws::{CloseFrame, Message, close_code};
        let goodbye = Message::Close(Some(CloseFrame {
            code: close_code::AWAY,
            reason: "the server stops".into(),
        }));
        // A client that is gone already needs no goodbye.
        let _ = socket.send(goodbye).await;
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Stopping {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // In a test without a server nothing ever stops.
        let arrival = parts.extensions.get::<Arrival>();
        Ok(arrival.map_or_else(Self::new, |arrival| arrival.activity.stopping.clone()))
    }
}

/// Counts one connection for as long as it lives.
#[derive(Debug)]
pub(crate) struct Counted(Arc<AtomicUsize>);

impl Counted {
    pub(crate) fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
