use std::{
    collections::VecDeque,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak},
    thread,
    time::{Duration, Instant},
};

use super::{
    Event, EventBus, EventKind, Observer, ObserverRemoved, ObserverReport, Overflow,
    observer::{Observe, Wants},
};
use crate::lifecycle::panic_message;

/// An observer that panics this often in a row is not called any more.
const PANICS: u32 = 3;

/// The sending end of one observer's queue. Dropping it lets the observer see what is in it, and
/// ends its thread.
pub(super) struct Queue {
    pub(super) number: u64,
    name: Arc<str>,
    wants: Wants,
    shared: Arc<Shared>,
}

/// What the emitters and the thread of one observer share.
struct Shared {
    capacity: usize,
    overflow: Overflow,
    state: Mutex<State>,
    /// Something came, or nothing will any more.
    coming: Condvar,
    /// There is room, or the thread rests, or it has ended.
    resting: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    /// Events that did not fit since the last that did.
    lost: u64,
    dropped: u64,
    closed: bool,
    thread: Thread,
}

/// What the thread of an observer does.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd)]
enum Thread {
    /// It calls the observer.
    #[default]
    Busy,
    /// It waits for events, and is to be woken.
    Asleep,
    /// The observer is not called any more.
    Gone,
    /// It has nothing to tell any more.
    Ended,
}

struct Waiting {
    /// How many did not fit between the one before and this one.
    missed: u64,
    event: Arc<Event>,
}

impl Queue {
    /// Starts the thread of an observer.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(super) fn start(
        number: u64,
        observer: Observer,
        bus: Weak<EventBus>,
        before: VecDeque<Arc<Event>>,
    ) -> io::Result<Self> {
        let name: Arc<str> = observer.name.into();
        let shared = Arc::new(Shared {
            capacity: observer.capacity,
            overflow: observer.overflow,
            state: Mutex::default(),
            coming: Condvar::new(),
            resting: Condvar::new(),
        });
        let queue = Self {
            number,
            name: Arc::clone(&name),
            wants: observer.wants,
            shared: Arc::clone(&shared),
        };
        let worker = Worker {
            name,
            all: !matches!(queue.wants, Wants::Type(_)),
            observe: observer.observe,
            panics: 0,
            bus,
        };
        thread::Builder::new()
            .name(format!("purlin-observer-{number}"))
            .spawn(move || worker.run(&shared))?;
        for event in before {
            queue.offer(&event);
        }
        Ok(queue)
    }

    /// Puts an event into the queue; waits only if the observer asks for that. Callers take turns.
    pub(super) fn offer(&self, event: &Arc<Event>) {
        if self.wants.wants(event) {
            self.shared.offer(event);
        }
    }

    /// To wait for the observer without the queue.
    pub(super) fn watch(&self) -> Watch {
        Watch(Arc::clone(&self.shared))
    }

    /// Closes the queue and waits until the observer has seen what is in it, at most until `end`.
    pub(super) fn close(self, end: Instant) {
        self.shared.close();
        let (state, _) = self
            .shared
            .resting
            .wait_timeout_while(self.shared.state(), left(end).max(GRACE), |state| {
                state.thread != Thread::Ended
            })
            .unwrap_or_else(PoisonError::into_inner);
        if state.thread != Thread::Ended {
            let observer = &*self.name;
            tracing::warn!(target: "purlin", observer, "an observer is still busy with the last events");
        }
    }

    /// How it is doing; `None` if it is not called any more.
    pub(super) fn report(&self) -> Option<ObserverReport> {
        let state = self.shared.state();
        (state.thread < Thread::Gone).then(|| ObserverReport {
            name: self.name.to_string(),
            waiting: state.waiting.len(),
            dropped: state.dropped,
        })
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.shared.close();
    }
}

/// Waits for an observer.
pub(super) struct Watch(Arc<Shared>);

impl Watch {
    /// Waits until the observer has nothing to do, at most until `end`: whether it has.
    pub(super) fn rest(&self, end: Instant) -> bool {
        let (state, _) = self
            .0
            .resting
            .wait_timeout_while(self.0.state(), left(end), |state| state.is_busy())
            .unwrap_or_else(PoisonError::into_inner);
        !state.is_busy()
    }
}

impl State {
    fn is_busy(&self) -> bool {
        match self.thread {
            Thread::Busy | Thread::Gone => true,
            Thread::Asleep => !self.waiting.is_empty(),
            Thread::Ended => false,
        }
    }
}

fn left(end: Instant) -> Duration {
    end.saturating_duration_since(Instant::now())
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn offer(&self, event: &Arc<Event>) {
        let mut state = self.state();
        let full =
            |state: &State| state.thread < Thread::Gone && state.waiting.len() >= self.capacity;
        if full(&state)
            && let Overflow::Block(limit) = self.overflow
        {
            (state, _) = self
                .resting
                .wait_timeout_while(state, limit, |state| full(state))
                .unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed || state.thread >= Thread::Gone {
            return;
        }
        let mut before = 0;
        if full(&state) {
            state.dropped += 1;
            if self.overflow != Overflow::DropOldest {
                state.lost += 1;
                return;
            }
            // A queue that is full is not empty.
            let oldest = state.waiting.pop_front();
            before = oldest.map_or(0, |oldest| oldest.missed) + 1;
            if let Some(next) = state.waiting.front_mut() {
                next.missed += before;
                before = 0;
            }
        }
        let missed = std::mem::take(&mut state.lost) + before;
        let event = Arc::clone(event);
        state.waiting.push_back(Waiting { missed, event });
        let wake = state.thread == Thread::Asleep;
        drop(state);
        if wake {
            self.coming.notify_one();
        }
    }

    fn close(&self) {
        self.state().closed = true;
        self.coming.notify_one();
    }

    /// The next event; `None` if none will come, with how many were lost at the end.
    fn next(&self) -> Result<Waiting, u64> {
        let mut state = self.state();
        loop {
            if let Some(next) = state.waiting.pop_front() {
                state.thread = Thread::Busy;
                drop(state);
                self.resting.notify_all();
                return Ok(next);
            }
            if state.closed {
                return Err(state.lost);
            }
            state.thread = Thread::Asleep;
            self.resting.notify_all();
            state = self
                .coming
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes nothing any more, and keeps nobody who waits for room.
    fn leave(&self) {
        let mut state = self.state();
        state.thread = Thread::Gone;
        let rest = std::mem::take(&mut state.waiting);
        drop(state);
        drop(rest);
        self.resting.notify_all();
    }

    fn end(&self) {
        self.state().thread = Thread::Ended;
        self.resting.notify_all();
    }
}

fn missed(event: &Event, sequence: u64, count: u64) -> Event {
    Event {
        sequence,
        at: event.at,
        app: event.app,
        instance: Arc::clone(&event.instance),
        correlation: None,
        request: None,
        trace: None,
        tenant: None,
        kind: EventKind::Missed { count },
    }
}

/// The thread of one observer.
struct Worker {
    name: Arc<str>,
    /// Whether it is told everything, gaps too.
    all: bool,
    observe: Observe,
    panics: u32,
    bus: Weak<EventBus>,
}

impl Worker {
    fn run(mut self, shared: &Shared) {
        let removed = self.watch(shared);
        let (name, bus) = (self.name, self.bus);
        // What it holds goes before anybody is told that it has ended.
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(self.observe)));
        shared.leave();
        if let Err(panic) = dropped {
            let what = panic_message(&*panic);
            tracing::error!(target: "purlin", observer = &*name, "observer panicked when it was dropped: {what}");
        }
        if let Some(reason) = removed
            && let Some(bus) = bus.upgrade()
        {
            bus.emit(EventKind::ObserverRemoved(ObserverRemoved {
                observer: name.to_string(),
                reason,
            }));
        }
        shared.end();
    }

    /// Calls the observer until there is nothing more; the text of the panic that ended it.
    fn watch(&mut self, shared: &Shared) -> Option<String> {
        let mut latest: Option<Arc<Event>> = None;
        loop {
            let lost = match shared.next() {
                Ok(Waiting { missed: 0, event }) => {
                    if let Err(reason) = self.deliver(&event) {
                        return Some(reason);
                    }
                    latest = Some(event);
                    continue;
                }
                Ok(Waiting {
                    missed: count,
                    event,
                }) => {
                    let gap = missed(&event, event.sequence.saturating_sub(1), count);
                    if let Err(reason) = self.tell(&gap, count).and_then(|()| self.deliver(&event))
                    {
                        return Some(reason);
                    }
                    latest = Some(event);
                    continue;
                }
                Err(lost) => lost,
            };
            let latest = latest.filter(|_| lost > 0)?;
            let gap = missed(&latest, latest.sequence + lost, lost);
            return self.tell(&gap, lost).err();
        }
    }

    /// Tells of a gap.
    fn tell(&mut self, gap: &Event, count: u64) -> Result<(), String> {
        let observer = &*self.name;
        tracing::warn!(target: "purlin", observer, count, "an observer is too slow: it missed events");
        if self.all { self.deliver(gap) } else { Ok(()) }
    }

    /// Calls the observer; an error if it is not to be called again.
    fn deliver(&mut self, event: &Event) -> Result<(), String> {
        let Err(panic) = catch_unwind(AssertUnwindSafe(|| (self.observe)(event))) else {
            self.panics = 0;
            return Ok(());
        };
        self.panics += 1;
        let what = panic_message(&*panic);
        tracing::error!(target: "purlin", observer = &*self.name, "observer panicked: {what}");
        if self.panics < PANICS {
            Ok(())
        } else {
            Err(what)
        }
    }
}

/// One that only has to notice that its queue is closed needs no longer.
const GRACE: Duration = Duration::from_millis(10);

/// How long the end of an application waits for its observers, all together.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);
