use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use tokio::time::Instant;

use crate::table::panic_text;

/// How many requests are in flight on one connection, and since when there are none.
#[derive(Debug)]
pub(crate) struct Activity {
    opened: Instant,
    requests: AtomicUsize,
    /// Milliseconds from `opened` to the end of the latest request.
    quiet_from: AtomicU64,
    /// Requests in flight on all connections of the server.
    total: Arc<AtomicUsize>,
}

impl Activity {
    pub(crate) fn new(total: Arc<AtomicUsize>) -> Arc<Self> {
        Arc::new(Self {
            opened: Instant::now(),
            requests: AtomicUsize::new(0),
            quiet_from: AtomicU64::new(0),
            total,
        })
    }

    /// Counts a request for as long as the guard lives.
    pub(crate) fn request(self: &Arc<Self>) -> InFlight {
        self.requests.fetch_add(1, Ordering::AcqRel);
        self.total.fetch_add(1, Ordering::AcqRel);
        InFlight(Arc::clone(self))
    }

    /// Since when no request is in flight; `None` while one is.
    pub(crate) fn quiet_since(&self) -> Option<Instant> {
        if self.requests.load(Ordering::Acquire) > 0 {
            return None;
        }
        let millis = self.quiet_from.load(Ordering::Acquire);
        Some(self.opened + Duration::from_millis(millis))
    }
}

/// One request in flight: from its head to the last byte of its answer.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<Activity>);

impl Drop for InFlight {
    fn drop(&mut self) {
        let millis = u64::try_from(self.0.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.quiet_from.fetch_max(millis, Ordering::AcqRel);
        self.0.requests.fetch_sub(1, Ordering::AcqRel);
        self.0.total.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The body of an answer; its request stays in flight until it has been read to its end.
#[derive(Debug)]
pub(crate) struct AnswerBody {
    pub(crate) body: Body,
    pub(crate) _in_flight: InFlight,
}

impl hyper::body::Body for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let body = &mut self.body;
        match catch_unwind(AssertUnwindSafe(|| Pin::new(body).poll_frame(context))) {
            Ok(frame) => frame,
            // The head is sent, so nothing is left but to break the answer off.
            Err(panic) => {
                let panic = panic_text(&*panic);
                tracing::error!(panic, "the body of an answer panicked");
                self.body = Body::empty();
                Poll::Ready(Some(Err(axum::Error::new(BodyPanicked))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Why an answer was broken off.
#[derive(Debug, thiserror::Error)]
#[error("the body of the answer panicked")]
struct BodyPanicked;
