//! What holds whoever asks first, many times over on many threads.

use std::{
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use purlin::{
    app::Control,
    events::{Events, Observer, event},
    lifecycle::Phase,
    prelude::*,
    testing::Recorder,
};
use tokio::runtime::{Builder, Runtime};

/// How often each thing happened.
#[provides]
pub(crate) struct Counts {
    #[value(AtomicUsize::new(0))]
    started: AtomicUsize,
    #[value(AtomicUsize::new(0))]
    drained: AtomicUsize,
    #[value(AtomicUsize::new(0))]
    told: AtomicUsize,
    #[value(AtomicUsize::new(0))]
    stopped: AtomicUsize,
    /// How many checks run at this moment.
    #[value(AtomicUsize::new(0))]
    checking: AtomicUsize,
}

fn once(count: &AtomicUsize) {
    assert_eq!(
        count.fetch_add(1, Ordering::SeqCst),
        0,
        "this is the second time"
    );
}

pub(crate) struct CountsModule;

#[module(components = [Counts])]
impl CountsModule {
    #[on_start]
    async fn start(counts: &Counts) {
        once(&counts.started);
    }

    #[task]
    async fn work(counts: Arc<Counts>, stop: Stop) {
        stop.requested().await;
        once(&counts.told);
    }

    #[health(cache = "0s")]
    async fn check(counts: &Counts) -> Health {
        let others = counts.checking.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        counts.checking.fetch_sub(1, Ordering::SeqCst);
        match others {
            0 => Health::healthy(),
            others => Health::unhealthy(format!("{others} others check")),
        }
    }

    #[on_drain]
    async fn drain(counts: &Counts) {
        once(&counts.drained);
    }

    #[on_stop]
    async fn stop(counts: &Counts) {
        once(&counts.stopped);
    }
}

/// It happened.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct Happened;

event!(Happened as "test.happened");

#[app(modules = [CountsModule], expose = [Counts, Control, Events])]
struct Shop;

fn runtime() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(4).enable_all().build().unwrap()
}

/// The events of an undisturbed life, but for what comes from outside.
const LIFE: [&str; 9] = [
    "configured",
    "starting",
    "module CountsModule starting",
    "module CountsModule started",
    "ready",
    "draining",
    "stopping",
    "module CountsModule stopping",
    "module CountsModule stopped",
];

#[test]
fn many_who_ask_to_drain_stop_reload_and_check_at_once_make_nothing_happen_twice() {
    const ASKING: usize = 6;
    let runtime = runtime();
    for round in 0..100 {
        let recorder = Recorder::new();
        let builder = Shop::builder().observe(recorder.observer());
        let mut running = runtime.block_on(builder.start()).unwrap();
        let counts = Arc::clone(running.get::<Counts>());
        let control = running.get::<Control>();
        let health = running.health().clone();
        let begin = Arc::new(Barrier::new(ASKING + 1));
        let asking: Vec<_> = (0..ASKING)
            .map(|number| {
                let (control, health) = (Control::clone(control), health.clone());
                let (begin, handle) = (Arc::clone(&begin), runtime.handle().clone());
                thread::spawn(move || {
                    begin.wait();
                    match number % 3 {
                        0 => control.drain(),
                        1 => {
                            // It may have stopped by then.
                            let _ = handle.block_on(control.reload());
                        }
                        _ => {
                            let report = handle.block_on(health.refresh());
                            for check in report.checks {
                                assert_eq!(check.message, None, "{}", check.name);
                            }
                        }
                    }
                    let phases = control.modules().into_iter().map(|module| module.phase);
                    for phase in phases {
                        assert!(
                            phase >= Phase::Running && phase != Phase::Failed,
                            "{phase:?}"
                        );
                    }
                    control.stop();
                    control.stop();
                })
            })
            .collect();
        begin.wait();
        runtime.block_on(async {
            if round % 2 == 0 {
                running.drain_requested().await;
                running.drain().await.unwrap();
                running.drain().await.unwrap();
            }
            running.stop_requested().await;
            running.stop().await.unwrap();
        });
        for asking in asking {
            asking.join().unwrap();
        }
        for count in [
            &counts.started,
            &counts.drained,
            &counts.told,
            &counts.stopped,
        ] {
            assert_eq!(count.load(Ordering::SeqCst), 1);
        }
        let mut lines = recorder.lines();
        lines.retain(|line| !line.starts_with("reload"));
        assert_eq!(lines.pop().as_deref(), Some("stopped"));
        assert_eq!(lines, LIFE);
    }
}

/// A start and a stop take the application away from whoever has it: a second one does not
/// compile. Two applications of one type are two.
#[test]
fn two_applications_that_start_and_stop_at_once_know_nothing_of_each_other() {
    let runtime = runtime();
    for _ in 0..50 {
        let lives: Vec<_> = (0..4)
            .map(|_| {
                runtime.spawn(async {
                    let recorder = Recorder::new();
                    let builder = Shop::builder().observe(recorder.observer());
                    let running = builder.start().await.unwrap();
                    let counts = Arc::clone(running.get::<Counts>());
                    running.stop().await.unwrap();
                    assert_eq!(counts.stopped.load(Ordering::SeqCst), 1);
                    recorder.lines()
                })
            })
            .collect();
        for life in lives {
            let mut told = runtime.block_on(life).unwrap();
            told.pop();
            assert_eq!(told, LIFE);
        }
    }
}

#[test]
fn an_interrupt_at_any_moment_of_a_start_stops_exactly_what_has_started() {
    let runtime = runtime();
    for round in 0..200 {
        let recorder = Recorder::new();
        let interrupt = Stop::new();
        let asking = {
            let interrupt = interrupt.clone();
            runtime.spawn(async move {
                for _ in 0..round % 20 {
                    tokio::task::yield_now().await;
                }
                interrupt.request();
                interrupt.request();
            })
        };
        let builder = Shop::builder().observe(recorder.observer());
        let builder = builder.interrupt_on(&interrupt);
        let started = runtime.block_on(runtime.spawn(builder.start())).unwrap();
        match started {
            Ok(running) => runtime.block_on(running.stop()).unwrap(),
            Err(error) => assert_eq!(error.code(), "PL1109"),
        }
        runtime.block_on(asking).unwrap();
        let lines = recorder.lines();
        let told = |what: &str| lines.iter().filter(|line| *line == what).count();
        let started = told("module CountsModule started");
        assert_eq!(started, told("module CountsModule stopping"), "{lines:#?}");
        assert_eq!(started, told("module CountsModule stopped"), "{lines:#?}");
        assert_eq!(lines.last().map(String::as_str), Some("stopped"));
    }
}

#[test]
fn each_observer_sees_the_events_of_many_threads_in_one_order_while_others_come_and_go() {
    const THREADS: u64 = 4;
    const EACH: u64 = 100;
    let runtime = runtime();
    for _ in 0..20 {
        let recorder = Recorder::new();
        let builder = Shop::builder().observe(recorder.observer());
        let running = runtime.block_on(builder.start()).unwrap();
        let events = running.get::<Events>();
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| (0..EACH).for_each(|_| events.emit(Happened)));
            }
            scope.spawn(|| {
                for _ in 0..20 {
                    let mut last = 0;
                    let observer = Observer::of::<Happened>("passing", move |_, event| {
                        assert!(last < event.sequence);
                        last = event.sequence;
                    });
                    drop(events.subscribe(observer).unwrap());
                }
            });
        });
        runtime.block_on(running.stop()).unwrap();
        let numbers: Vec<u64> = recorder
            .events()
            .iter()
            .map(|event| event.sequence)
            .collect();
        let life = u64::try_from(LIFE.len()).unwrap() + 1;
        let expected: Vec<u64> = (1..=THREADS * EACH + life).collect();
        assert_eq!(numbers, expected);
    }
}
