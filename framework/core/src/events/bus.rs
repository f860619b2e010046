use std::{
    fmt, io, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use super::{
    Event, EventKind, Observe,
    log::log,
    observer::{PATIENCE, Queue},
};
use crate::context::Clock;

/// How many events wait for one observer.
const CAPACITY: usize = 1_024;

/// Numbers the events of one application and hands them to the log and the observers.
pub(crate) struct EventBus {
    app: &'static str,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    sequence: u64,
    queues: Vec<Queue>,
}

impl EventBus {
    /// A bus with these observers.
    ///
    /// # Errors
    /// If the system gives no thread for one of them.
    pub(crate) fn new(
        app: &'static str,
        clock: Clock,
        observers: Vec<Observe>,
    ) -> io::Result<Self> {
        Self::with_capacity(app, clock, observers, CAPACITY)
    }

    fn with_capacity(
        app: &'static str,
        clock: Clock,
        observers: Vec<Observe>,
        capacity: usize,
    ) -> io::Result<Self> {
        let queues = (1..)
            .zip(observers)
            .map(|(number, observe)| Queue::start(number, capacity, observe))
            .collect::<io::Result<_>>()?;
        Ok(Self {
            app,
            clock,
            state: Mutex::new(State {
                sequence: 0,
                queues,
            }),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that something happened. Never waits for an observer.
    pub(crate) fn emit(&self, kind: EventKind) {
        let mut state = self.state();
        state.sequence += 1;
        let sequence = state.sequence;
        if state.queues.is_empty() {
            drop(state);
            log(self.app, sequence, &kind);
            return;
        }
        let event = Arc::new(Event {
            sequence,
            at: self.clock.now(),
            app: self.app,
            kind,
        });
        for queue in &state.queues {
            queue.offer(&event);
        }
        drop(state);
        log(self.app, sequence, &event.kind);
    }

    /// Ends the observers, and gives them a second to see what is still in their queues.
    pub(crate) async fn close(&self) {
        let queues = mem::take(&mut self.state().queues);
        if queues.is_empty() {
            return;
        }
        let end = Instant::now() + PATIENCE;
        let waiting = tokio::task::spawn_blocking(move || {
            for queue in queues {
                queue.close(end);
            }
        });
        // It neither panics nor is it aborted while the runtime lives.
        let _ = waiting.await;
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
    use crate::testing::Recorder;

    fn bus(observers: Vec<Observe>, capacity: usize) -> EventBus {
        EventBus::with_capacity("Shop", Clock::system(), observers, capacity).unwrap()
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
        assert_eq!(good.lines().len(), 5);
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
