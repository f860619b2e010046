use std::{
    collections::VecDeque,
    fmt, io, mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Instant,
};

use super::{
    Critical, Emitted, Event, EventKind, EventType, Observer, ObserverReport,
    log::{log, log_own},
    queue::{PATIENCE, Queue},
};
use crate::{
    context::{Clock, ExecutionContext},
    error::Error,
    lifecycle::{panicked, start_refused},
    logging::Logging,
    testing::Recorder,
};

/// How many events of a start are kept for observers that come during it.
const EARLY: usize = 1_024;

/// Numbers the events of one application and hands them to the log and the observers.
pub(crate) struct EventBus {
    app: &'static str,
    clock: Clock,
    /// Knows which one of several processes it is, and what nobody may read.
    logging: Logging,
    me: Weak<Self>,
    state: Mutex<State>,
    critical: Mutex<Vec<Critical>>,
}

struct State {
    sequence: u64,
    last: u64,
    queues: Vec<Queue>,
    /// What has happened so far, until the start is over.
    early: Option<VecDeque<Arc<Event>>>,
    /// Where a test finds what has happened; unlike an observer it is never behind.
    recorder: Option<Recorder>,
}

impl State {
    fn is_watched(&self) -> bool {
        !self.queues.is_empty() || self.early.is_some() || self.recorder.is_some()
    }
}

impl EventBus {
    /// A bus with these observers.
    ///
    /// # Errors
    /// If the system gives no thread for one of them.
    pub(crate) fn new(
        (app, clock, logging): (&'static str, Clock, Logging),
        observers: Vec<Observer>,
        critical: Vec<Critical>,
    ) -> io::Result<Arc<Self>> {
        let bus = Arc::new_cyclic(|me| Self {
            app,
            clock,
            logging,
            me: Weak::clone(me),
            state: Mutex::new(State {
                sequence: 0,
                last: 0,
                queues: Vec::new(),
                early: Some(VecDeque::new()),
                recorder: None,
            }),
            critical: Mutex::new(critical),
        });
        for observer in observers {
            bus.subscribe(observer)?;
        }
        Ok(bus)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps every event from now on, as it happens.
    pub(crate) fn record(&self, recorder: Recorder) {
        self.state().recorder = Some(recorder);
    }

    /// Adds an observer and gives its number, and that of the last event before it.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(super) fn subscribe(&self, observer: Observer) -> io::Result<(u64, u64)> {
        let mut state = self.state();
        state.last += 1;
        let number = state.last;
        let before = state.early.clone().unwrap_or_default();
        let queue = Queue::start(number, observer, Weak::clone(&self.me), before)?;
        state.queues.push(queue);
        Ok((number, state.sequence))
    }

    pub(super) fn unsubscribe(&self, number: u64) {
        let mut state = self.state();
        let position = state.queues.iter().position(|queue| queue.number == number);
        let gone = position.map(|position| state.queues.remove(position));
        drop(state);
        drop(gone);
    }

    pub(super) fn observers(&self) -> Vec<ObserverReport> {
        self.state()
            .queues
            .iter()
            .filter_map(Queue::report)
            .collect()
    }

    /// Says that something happened. Never waits for an observer, unless that asks for it.
    pub(crate) fn emit(&self, mut kind: EventKind) {
        kind.mask(self.logging.masks());
        let mut state = self.state();
        state.sequence += 1;
        let sequence = state.sequence;
        if !state.is_watched() {
            drop(state);
            log(self.app, sequence, &kind);
            return;
        }
        let event = self.publish(&mut state, kind);
        drop(state);
        log(self.app, sequence, &event.kind);
    }

    /// Says that something of a module's own type happened.
    pub(super) fn emit_own<E: EventType>(&self, event: E) {
        let mut state = self.state();
        state.sequence += 1;
        let sequence = state.sequence;
        if state.is_watched() {
            self.publish(&mut state, EventKind::Emitted(Emitted::new(event)));
        }
        drop(state);
        log_own(self.app, sequence, E::NAME);
    }

    /// Says what a start has come to, also to those who may refuse to go on.
    ///
    /// # Errors
    /// PL1114 if one of them does.
    pub(crate) fn tell(&self, mut kind: EventKind) -> Result<(), Error> {
        kind.mask(self.logging.masks());
        let mut critical = self.critical.lock().unwrap_or_else(PoisonError::into_inner);
        if critical.is_empty() {
            drop(critical);
            self.emit(kind);
            return Ok(());
        }
        let mut state = self.state();
        state.sequence += 1;
        let event = self.publish(&mut state, kind);
        drop(state);
        log(self.app, event.sequence, &event.kind);
        for Critical { name, observe } in critical.iter_mut() {
            let ended = catch_unwind(AssertUnwindSafe(|| observe(&event)));
            let ended = ended.unwrap_or_else(|panic| Err(panicked(panic)));
            ended.map_err(|cause| start_refused(name, &event.kind, cause))?;
        }
        Ok(())
    }

    fn publish(&self, state: &mut State, kind: EventKind) -> Arc<Event> {
        let (correlation, request, trace, tenant) = ExecutionContext::with_current(|context| {
            (
                Some(context.correlation_id()),
                Some(context.request_id()),
                Some(context.trace()),
                context.tenant().cloned(),
            )
        })
        .unwrap_or_default();
        let event = Arc::new(Event {
            sequence: state.sequence,
            at: self.clock.now(),
            app: self.app,
            instance: self.logging.instance(),
            correlation,
            request,
            trace,
            tenant,
            kind,
        });
        if let Some(recorder) = &state.recorder {
            recorder.push(&event);
        }
        for queue in &state.queues {
            queue.offer(&event);
        }
        if let Some(early) = &mut state.early {
            if early.len() == EARLY {
                early.pop_front();
            }
            early.push_back(Arc::clone(&event));
        }
        event
    }

    /// Forgets the events of the start, which is over.
    pub(crate) fn started(&self) {
        let early = self.state().early.take();
        drop(early);
        let critical =
            mem::take(&mut *self.critical.lock().unwrap_or_else(PoisonError::into_inner));
        drop(critical);
    }

    /// Ends the observers, and gives them a second to see what is still in their queues.
    pub(crate) async fn close(&self) {
        self.started();
        if self.state().queues.is_empty() {
            return;
        }
        let Some(bus) = self.me.upgrade() else { return };
        let end = Instant::now() + PATIENCE;
        let waiting = tokio::task::spawn_blocking(move || bus.end_observers(end));
        // It neither panics nor is it aborted while the runtime lives.
        let _ = waiting.await;
    }

    /// One may be removed while it sees the last events, and the others are to be told.
    fn end_observers(&self, end: Instant) {
        let mut seen = 0;
        loop {
            let (sequence, queues) = {
                let state = self.state();
                let queues: Vec<_> = state.queues.iter().map(Queue::watch).collect();
                (state.sequence, queues)
            };
            let resting = queues.iter().all(|queue| queue.rest(end));
            if sequence == seen || !resting {
                break;
            }
            seen = sequence;
        }
        let queues = mem::take(&mut self.state().queues);
        for queue in queues {
            queue.close(end);
        }
    }
}

impl fmt::Debug for EventBus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EventBus")
            .field("app", &self.app)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    type Observe = Box<dyn FnMut(&Event) + Send>;

    fn bus(observers: Vec<Observe>, capacity: usize) -> Arc<EventBus> {
        let observers = (1..).zip(observers).map(|(number, observe)| {
            Observer::new(format!("observer-{number}"), observe).queue(capacity)
        });
        with(observers.collect())
    }

    fn with(observers: Vec<Observer>) -> Arc<EventBus> {
        let who = ("Shop", Clock::system(), Logging::new("Shop"));
        EventBus::new(who, observers, Vec::new()).unwrap()
    }

    #[tokio::test]
    async fn every_observer_sees_every_event_in_order() {
        let (first, second) = (Recorder::new(), Recorder::new());
        let bus = bus(
            vec![Box::new(first.observer()), Box::new(second.observer())],
            8,
        );
        bus.emit(EventKind::Configured);
        bus.emit(EventKind::Starting { version: "1.0.0" });
        bus.close().await;
        assert_eq!(first.lines(), ["configured", "starting"]);
        assert_eq!(second.lines(), first.lines());
        let numbers: Vec<_> = first.events().iter().map(|event| event.sequence).collect();
        assert_eq!(numbers, [1, 2]);
    }

    #[tokio::test]
    async fn a_full_queue_delays_nobody_and_its_observer_is_told_what_it_missed() {
        let (go, gate) = mpsc::channel::<()>();
        let (entered, inside) = mpsc::channel();
        let recorder = Recorder::new();
        let mut record = recorder.observer();
        let slow: Observe = Box::new(move |event| {
            let _ = entered.send(());
            let _ = gate.recv();
            record(event);
        });
        let bus = bus(vec![slow], 1);
        bus.emit(EventKind::Configured);
        inside.recv().unwrap();
        // One waits in the queue, three do not fit.
        for _ in 0..4 {
            bus.emit(EventKind::Starting { version: "1.0.0" });
        }
        drop(go);
        bus.close().await;
        assert_eq!(
            recorder.lines(),
            ["configured", "starting", "missed 3 events"]
        );
        assert_eq!(recorder.events().last().unwrap().sequence, 5);
    }

    #[tokio::test]
    async fn a_gap_in_the_middle_is_told_before_the_next_event() {
        let (go, gate) = mpsc::channel::<()>();
        let (entered, inside) = mpsc::channel();
        let recorder = Recorder::new();
        let mut record = recorder.observer();
        let slow: Observe = Box::new(move |event| {
            let _ = entered.send(());
            let _ = gate.recv();
            record(event);
        });
        let bus = bus(vec![slow], 2);
        bus.emit(EventKind::Configured);
        inside.recv().unwrap();
        for _ in 0..3 {
            bus.emit(EventKind::Starting { version: "1.0.0" });
        }
        for _ in 0..3 {
            go.send(()).unwrap();
        }
        // The observer has taken both that waited when it is called for the second of them.
        inside.recv().unwrap();
        inside.recv().unwrap();
        bus.emit(EventKind::Stopping);
        drop(go);
        bus.close().await;
        assert_eq!(
            recorder.lines(),
            [
                "configured",
                "starting",
                "starting",
                "missed 1 events",
                "stopping"
            ]
        );
    }

    #[tokio::test]
    async fn a_panicking_observer_is_isolated_and_after_three_panics_in_a_row_left_alone() {
        let calls = Recorder::new();
        let mut count = calls.observer();
        let bad: Observe = Box::new(move |event| {
            count(event);
            panic!("I always do this");
        });
        let good = Recorder::new();
        let bus = bus(vec![bad, Box::new(good.observer())], 8);
        for _ in 0..5 {
            bus.emit(EventKind::Starting { version: "1.0.0" });
        }
        bus.close().await;
        assert_eq!(calls.lines().len(), 3);
        let lines = good.lines();
        assert_eq!(lines.len(), 6);
        let removed =
            "observer observer-1 is removed, it panicked again and again: I always do this";
        assert_eq!(lines.last().map(String::as_str), Some(removed));
    }

    #[tokio::test(start_paused = true)]
    async fn an_observer_that_hangs_is_not_waited_for() {
        let (_hold, gate) = mpsc::channel::<()>();
        let bus = bus(
            vec![Box::new(move |_| {
                let _ = gate.recv();
            })],
            8,
        );
        bus.emit(EventKind::Stopping);
        bus.close().await;
    }
}
