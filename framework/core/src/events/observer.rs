use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError},
    },
    thread,
    time::{Duration, Instant},
};

use super::{Event, EventKind};
use crate::lifecycle::panic_message;

/// What is called with every event.
pub(crate) type Observe = Box<dyn FnMut(&Event) + Send>;

/// An observer that panics this often in a row is not called any more.
const PANICS: u32 = 3;

/// The sending end of one observer's queue.
pub(super) struct Queue {
    sender: SyncSender<Arc<Event>>,
    /// Events that did not fit since the last that did.
    lost: Arc<AtomicU64>,
    ended: Receiver<()>,
}

impl Queue {
    /// Starts the thread of an observer whose queue holds `capacity` events.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(super) fn start(number: usize, capacity: usize, observe: Observe) -> io::Result<Self> {
        let (sender, receiver) = mpsc::sync_channel(capacity);
        let (end, ended) = mpsc::channel();
        let lost = Arc::<AtomicU64>::default();
        let worker = Worker {
            number,
            observe,
            panics: 0,
        };
        let missed = Arc::clone(&lost);
        thread::Builder::new()
            .name(format!("purlin-observer-{number}"))
            .spawn(move || {
                worker.run(&receiver, &missed);
                drop(end);
            })?;
        Ok(Self {
            sender,
            lost,
            ended,
        })
    }

    /// Puts an event into the queue, if there is room; never waits. Callers take turns.
    pub(super) fn offer(&self, event: &Arc<Event>) {
        let lost = self.lost.load(Ordering::Relaxed);
        if lost > 0 && !self.try_send(missed(event, lost)) {
            self.lost.store(lost + 1, Ordering::Relaxed);
            return;
        }
        let fits = self.try_send(Arc::clone(event));
        self.lost.store(u64::from(!fits), Ordering::Relaxed);
    }

    /// Whether the event fitted, or nobody is there to miss it.
    fn try_send(&self, event: Arc<Event>) -> bool {
        !matches!(self.sender.try_send(event), Err(TrySendError::Full(_)))
    }

    /// Closes the queue and waits until the observer has seen what is in it, at most until `end`.
    pub(super) fn close(self, end: Instant) {
        drop(self.sender);
        let limit = end.saturating_duration_since(Instant::now());
        if self.ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!(target: "purlin", "an observer is still busy with the last events");
        }
    }
}

fn missed(event: &Event, count: u64) -> Arc<Event> {
    Arc::new(Event {
        sequence: event.sequence.saturating_sub(1),
        kind: EventKind::Missed { count },
        ..*event
    })
}

/// The thread of one observer.
struct Worker {
    number: usize,
    observe: Observe,
    panics: u32,
}

impl Worker {
    fn run(mut self, events: &Receiver<Arc<Event>>, lost: &AtomicU64) {
        let mut latest = None;
        while let Ok(event) = events.recv() {
            if !self.deliver(&event) {
                return;
            }
            latest = Some(event);
        }
        let count = lost.load(Ordering::Relaxed);
        if let Some(latest) = latest.filter(|_| count > 0) {
            let mut missed = (*missed(&latest, count)).clone();
            missed.sequence = latest.sequence + count;
            self.deliver(&missed);
        }
    }

    /// Calls the observer; false if it is not to be called again.
    fn deliver(&mut self, event: &Event) -> bool {
        let Err(panic) = catch_unwind(AssertUnwindSafe(|| (self.observe)(event))) else {
            self.panics = 0;
            return true;
        };
        self.panics += 1;
        let removed = self.panics >= PANICS;
        tracing::error!(
            target: "purlin",
            observer = self.number,
            removed,
            "observer panicked: {}",
            panic_message(&*panic)
        );
        !removed
    }
}

/// How long the end of an application waits for its observers, all together.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);
