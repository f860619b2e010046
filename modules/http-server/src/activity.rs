use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use purlin::context::ExecutionContext;
use tokio::time::Instant;

use crate::{stopping::Stopping, table::panic_text};

/// How many requests are in flight on one connection, and since when there are none.
#[derive(Debug)]
pub(crate) struct Activity {
    opened: Instant,
    requests: AtomicUsize,
    /// Nanoseconds from `opened` to the end of the latest request.
    quiet_from: AtomicU64,
    /// Nanoseconds from `opened`, plus one, to the first byte since then; 0 if none has come.
    heard: AtomicU64,
    /// Nanoseconds from `opened` to the latest bytes of those that came with no request in flight: the end
    /// of a head.
    latest: AtomicU64,
    /// Whether there has been a request.
    asked: AtomicBool,
    /// Whether bytes need not be the beginning of a head, as in HTTP/2.
    framed: AtomicBool,
    /// Requests in flight on all connections of the server.
    total: Arc<AtomicUsize>,
    pub(crate) stopping: Stopping,
}

impl Activity {
    pub(crate) fn new(total: Arc<AtomicUsize>, stopping: Stopping) -> Arc<Self> {
        Arc::new(Self {
            opened: Instant::now(),
            requests: AtomicUsize::new(0),
            quiet_from: AtomicU64::new(0),
            heard: AtomicU64::new(0),
            latest: AtomicU64::new(0),
            asked: AtomicBool::new(false),
            framed: AtomicBool::new(false),
            total,
            stopping,
        })
    }

    /// Counts a request for as long as the guard lives. Also tells when its head was there.
    pub(crate) fn request(self: &Arc<Self>) -> (InFlight, Instant) {
        let others = self.requests.fetch_add(1, Ordering::AcqRel);
        self.total.fetch_add(1, Ordering::AcqRel);
        self.asked.store(true, Ordering::Release);
        self.heard.store(0, Ordering::Release);
        let started = if others > 0 || self.framed.load(Ordering::Acquire) {
            Instant::now()
        } else {
            // The clock was looked at when it came, or, if it had come with one before, when that ended.
            let came = self.latest.load(Ordering::Acquire);
            self.after(came.max(self.quiet_from.load(Ordering::Acquire)))
        };
        (InFlight(Arc::clone(self)), started)
    }

    /// Requests in flight on all connections.
    pub(crate) fn total(&self) -> usize {
        self.total.load(Ordering::Acquire)
    }

    /// Since when no request is in flight; `None` while one is.
    pub(crate) fn quiet_since(&self) -> Option<Instant> {
        if self.requests.load(Ordering::Acquire) > 0 {
            return None;
        }
        Some(self.after(self.quiet_from.load(Ordering::Acquire)))
    }

    /// Whether a request is waited for that must have begun, or has, and is not here: there is nobody
    /// to say goodbye to.
    pub(crate) fn is_late(&self) -> bool {
        let begun = self.heard.load(Ordering::Acquire) > 0;
        let asked = self.asked.load(Ordering::Acquire);
        !self.framed.load(Ordering::Acquire) && (begun || !asked)
    }

    /// Notes that bytes have come.
    pub(crate) fn hear(&self, bytes: &[u8]) {
        if !self.asked.load(Ordering::Acquire) && bytes.starts_with(HTTP2) {
            self.framed.store(true, Ordering::Release);
        }
        if self.requests.load(Ordering::Acquire) > 0 {
            return;
        }
        let now = self.nanos();
        self.latest.store(now, Ordering::Release);
        if self.heard.load(Ordering::Acquire) == 0 {
            self.heard.store(now + 1, Ordering::Release);
        }
    }

    /// When the patience with the client ends: `head` is for what has begun or must begin, `idle`
    /// for what may begin some time. `None` while a request is in flight.
    pub(crate) fn due(&self, head: Duration, idle: Duration) -> Option<Instant> {
        let quiet = self.quiet_since()?;
        if !self.asked.load(Ordering::Acquire) {
            return Some(self.opened + head);
        }
        let begun = self.heard.load(Ordering::Acquire).checked_sub(1);
        match begun.filter(|_| !self.framed.load(Ordering::Acquire)) {
            Some(begun) => Some(self.after(begun) + head),
            None => Some(quiet + idle),
        }
    }

    fn after(&self, nanos: u64) -> Instant {
        self.opened + Duration::from_nanos(nanos)
    }

    fn nanos(&self) -> u64 {
        // A connection of 500 years is not one of these.
        u64::try_from(self.opened.elapsed().as_nanos()).unwrap_or(u64::MAX >> 1)
    }
}

/// How a connection of HTTP/2 begins.
const HTTP2: &[u8] = b"PRI ";

/// One request in flight: from its head to the last byte of its answer.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<Activity>);

impl Drop for InFlight {
    fn drop(&mut self) {
        let now = self.0.nanos();
        self.0.quiet_from.fetch_max(now, Ordering::AcqRel);
        self.0.requests.fetch_sub(1, Ordering::AcqRel);
        self.0.total.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The body of an answer; its request stays in flight until it has been read to its end, or is not wanted
/// any more.
#[derive(Debug)]
pub(crate) struct AnswerBody {
    pub(crate) body: Body,
    pub(crate) entered: Option<Entered>,
    pub(crate) _in_flight: InFlight,
}

/// A request whose context somebody is in. When it is dropped, what was made for the request is
/// told and dropped.
#[derive(Debug)]
pub(crate) struct Entered {
    context: ExecutionContext,
    activity: Arc<Activity>,
}

impl Entered {
    pub(crate) fn new(context: ExecutionContext, activity: &Arc<Activity>) -> Self {
        Self {
            context,
            activity: Arc::clone(activity),
        }
    }
}

impl Entered {
    /// The same request in another form of its context.
    pub(crate) fn go_on(&mut self, context: ExecutionContext) {
        self.context = context;
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        if !self.context.has_request_services() {
            return;
        }
        let context = self.context.clone();
        // Waited for when the server stops.
        self.activity.stopping.shared().tasks.spawn(async move {
            for error in context.close().await {
                tracing::warn!(code = error.code(), "{}", error.render());
            }
        });
    }
}

impl hyper::body::Body for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Self { body, entered, .. } = &mut *self;
        let poll = || Pin::new(body).poll_frame(context);
        let polled = catch_unwind(AssertUnwindSafe(|| match entered {
            Some(entered) => entered.context.enter(poll),
            None => poll(),
        }));
        match polled {
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
