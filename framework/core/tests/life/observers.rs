//! Events of modules, and what observers may do.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use purlin::{
    error::{Category, Error},
    events::{EventKind, Events, Observer, Overflow, catalogue, event},
    prelude::*,
    testing::Recorder,
};

use crate::{chain::Chain, stage::journal};

/// An order was placed.
#[derive(Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
struct OrderPlaced {
    /// Its number.
    order: u64,
}

event!(OrderPlaced as "orders.placed");

/// An order was paid.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct OrderPaid {
    order: u64,
}

event!(OrderPaid as "orders.paid");

#[provides(keep)]
struct Orders {
    events: Arc<Events>,
}

struct OrdersModule;

#[module(components = [Orders])]
impl OrdersModule {
    #[on_start]
    fn first(orders: &Orders) {
        orders.events.emit(OrderPlaced { order: 1 });
    }
}

#[app(modules = [OrdersModule], expose = [Events])]
struct Shop;

#[test]
fn the_catalogue_has_every_declared_type_with_its_schema() {
    let known = catalogue();
    let names: Vec<_> = known.iter().map(|info| info.name()).collect();
    assert_eq!(names, ["orders.paid", "orders.placed", "test.happened"]);
    let schema = known[1].schema();
    assert_eq!(schema["description"], "An order was placed.");
    assert_eq!(schema["properties"]["order"]["description"], "Its number.");
}

#[tokio::test]
async fn events_of_modules_stand_among_those_of_the_life() {
    let recorder = Recorder::new();
    let running = Shop::builder()
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    running.get::<Events>().emit(OrderPaid { order: 1 });
    running.stop().await.unwrap();
    assert_eq!(
        recorder.lines(),
        [
            "configured",
            "starting",
            "module OrdersModule starting",
            "orders.placed",
            "module OrdersModule started",
            "ready",
            "orders.paid",
            "draining",
            "stopping",
            "module OrdersModule stopping",
            "module OrdersModule stopped",
            "stopped",
        ]
    );
    let event = &recorder.events()[3];
    assert_eq!(event.kind.name(), "orders.placed");
    let EventKind::Emitted(emitted) = &event.kind else {
        panic!("{event}");
    };
    assert_eq!(
        emitted.get::<OrderPlaced>(),
        Some(&OrderPlaced { order: 1 })
    );
    assert!(emitted.get::<OrderPaid>().is_none());
    let json = event.to_json();
    assert_eq!(json["sequence"], 4);
    assert_eq!(json["type"], "orders.placed");
    assert_eq!(json["data"]["order"], 1);
}

#[tokio::test]
async fn an_event_of_the_life_as_json_says_what_is_in_it() {
    let recorder = Recorder::new();
    let running = Shop::builder().observe(recorder.observer()).start().await;
    running.unwrap().stop().await.unwrap();
    let events = recorder.events();
    let started = events
        .iter()
        .find(|event| event.kind.name() == "module-started");
    let json = started.unwrap().to_json();
    assert_eq!(json["application"], "Shop");
    assert_eq!(json["data"]["module"], "OrdersModule");
    assert!(json["data"]["took_ms"].as_f64().unwrap() >= 0.0);
    assert!(json.get("correlation").is_none());
    let stopping = events
        .iter()
        .find(|event| event.kind == EventKind::Stopping);
    assert!(stopping.unwrap().to_json().get("data").is_none());
}

#[tokio::test]
async fn an_observer_of_one_type_is_told_nothing_else() {
    let (saw, seen) = mpsc::channel();
    let running = Shop::builder()
        .observer(Observer::of(
            "orders",
            move |placed: &OrderPlaced, event| {
                let _ = saw.send((placed.order, event.sequence));
            },
        ))
        .start()
        .await
        .unwrap();
    let events = running.get::<Events>();
    events.emit(OrderPaid { order: 1 });
    events.emit(OrderPlaced { order: 2 });
    running.stop().await.unwrap();
    let seen: Vec<_> = seen.into_iter().collect();
    assert_eq!(seen, [(1, 4), (2, 8)]);
}

#[tokio::test]
async fn what_an_observer_does_not_want_takes_no_room_and_a_panic_of_that_hurts_nobody() {
    let recorder = Recorder::new();
    let running = Shop::builder()
        .observer(
            Observer::new("picky", recorder.observer())
                .queue(1)
                .only(|event| {
                    assert!(event.kind != EventKind::Draining, "told to panic");
                    event.kind.name() == "orders.paid"
                }),
        )
        .start()
        .await
        .unwrap();
    let events = running.get::<Events>();
    events.emit(OrderPaid { order: 1 });
    events.emit(OrderPlaced { order: 2 });
    running.stop().await.unwrap();
    assert_eq!(recorder.lines(), ["orders.paid"]);
}

#[tokio::test]
async fn who_subscribes_sees_what_happens_until_it_drops_its_subscription() {
    let running = Shop::builder().start().await.unwrap();
    let events = running.get::<Events>();
    let recorder = Recorder::new();
    let subscription = events
        .subscribe(Observer::new("late", recorder.observer()))
        .unwrap();
    assert_eq!(events.observers()[0].name, "late");
    events.emit(OrderPlaced { order: 2 });
    drop(subscription);
    events.emit(OrderPlaced { order: 3 });
    assert!(events.observers().is_empty());
    running.stop().await.unwrap();
    let lines = recorder.lines();
    assert!(lines == ["orders.placed"] || lines.is_empty(), "{lines:?}");
}

struct WatchModule;

#[module]
impl WatchModule {
    #[on_start]
    fn watch(events: &Events, recorder: &Watched) -> Result<(), Error> {
        events
            .subscribe(Observer::new("watch", recorder.0.observer()))?
            .keep();
        Ok(())
    }

    #[provides]
    fn watched() -> Watched {
        Watched(Recorder::new())
    }
}

struct Watched(Recorder);

#[app(modules = [WatchModule], expose = [Watched])]
struct Watching;

#[tokio::test]
async fn who_subscribes_during_the_start_sees_it_from_the_beginning_to_the_end() {
    let running = Watching::builder().start().await.unwrap();
    let recorder = running.get::<Watched>().0.clone();
    running.stop().await.unwrap();
    let lines = recorder.lines();
    assert_eq!(lines[0], "configured");
    assert_eq!(lines.last().map(String::as_str), Some("stopped"));
    let numbers: Vec<_> = recorder
        .events()
        .iter()
        .map(|event| event.sequence)
        .collect();
    let all: Vec<_> = (1..=u64::try_from(numbers.len()).unwrap()).collect();
    assert_eq!(numbers, all);
}

/// An observer that waits before each event until it is let go, and tells when it is called.
fn gated(recorder: &Recorder) -> (Observer, mpsc::Sender<()>, mpsc::Receiver<()>) {
    let (go, gate) = mpsc::channel::<()>();
    let (entered, inside) = mpsc::channel();
    let mut record = recorder.observer();
    let observer = Observer::new("gated", move |event| {
        let _ = entered.send(());
        let _ = gate.recv();
        record(event);
    });
    (observer, go, inside)
}

/// What an observer with a queue of two sees of five orders when it is called for none before the
/// last is placed.
async fn overflowing(overflow: Overflow) -> (Vec<String>, u64) {
    let recorder = Recorder::new();
    let (observer, go, inside) = gated(&recorder);
    let running = Shop::builder().start().await.unwrap();
    let events = running.get::<Events>();
    let observer = observer.queue(2).overflow(overflow);
    events.subscribe(observer).unwrap().keep();
    events.emit(OrderPlaced { order: 0 });
    inside.recv().unwrap();
    for order in 1..=5 {
        events.emit(OrderPlaced { order });
    }
    let dropped = events.observers()[0].dropped;
    drop(go);
    running.stop().await.unwrap();
    let seen = recorder
        .events()
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Emitted(emitted) => Some(emitted.to_json()["order"].to_string()),
            EventKind::Missed { count } => Some(format!("missed {count}")),
            _ => None,
        });
    (seen.collect(), dropped)
}

#[tokio::test]
async fn a_queue_that_drops_the_newest_keeps_what_came_first() {
    let (seen, dropped) = overflowing(Overflow::DropNewest).await;
    assert_eq!(
        (&seen[..3], dropped),
        (&["0", "1", "2"].map(String::from)[..], 3)
    );
    assert!(seen[3].starts_with("missed "), "{seen:?}");
}

#[tokio::test]
async fn a_queue_that_drops_the_oldest_keeps_what_came_last() {
    let recorder = Recorder::new();
    let (observer, go, inside) = gated(&recorder);
    let running = Shop::builder().start().await.unwrap();
    let events = running.get::<Events>();
    let observer = observer.queue(2).overflow(Overflow::DropOldest);
    events.subscribe(observer).unwrap().keep();
    events.emit(OrderPlaced { order: 0 });
    inside.recv().unwrap();
    for order in 1..=5 {
        events.emit(OrderPlaced { order });
    }
    assert_eq!(
        (events.observers()[0].dropped, events.observers()[0].waiting),
        (3, 2)
    );
    // It sees what it has begun with, the gap, and the last two.
    for _ in 0..4 {
        go.send(()).unwrap();
    }
    for _ in 0..3 {
        inside.recv().unwrap();
    }
    drop(go);
    running.stop().await.unwrap();
    let lines: Vec<_> = recorder.events()[..4]
        .iter()
        .map(|event| match &event.kind {
            EventKind::Emitted(emitted) => emitted.to_json()["order"].to_string(),
            kind => kind.to_string(),
        })
        .collect();
    assert_eq!(lines, ["0", "missed 3 events", "4", "5"]);
}

#[tokio::test]
async fn a_queue_that_blocks_makes_emitters_wait_for_its_limit_at_most() {
    let limit = Duration::from_millis(20);
    let began = Instant::now();
    let (_, dropped) = overflowing(Overflow::Block(limit)).await;
    assert_eq!(dropped, 3);
    assert!(began.elapsed() >= limit * 3, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_queue_that_blocks_loses_nothing_while_its_observer_keeps_up() {
    let recorder = Recorder::new();
    let running = Shop::builder()
        .observer(
            Observer::new("audit", recorder.observer())
                .queue(1)
                .overflow(Overflow::Block(Duration::from_mins(1))),
        )
        .start()
        .await
        .unwrap();
    for order in 0..500 {
        running.get::<Events>().emit(OrderPlaced { order });
    }
    running.stop().await.unwrap();
    let numbers: Vec<_> = recorder
        .events()
        .iter()
        .map(|event| event.sequence)
        .collect();
    let all: Vec<_> = (1..=u64::try_from(numbers.len()).unwrap()).collect();
    assert_eq!(numbers, all);
    assert!(numbers.len() > 500);
}

#[tokio::test]
async fn an_observer_that_takes_50_ms_for_each_event_delays_nobody() {
    let running = Shop::builder()
        .observe(|_| std::thread::sleep(Duration::from_millis(50)))
        .start()
        .await
        .unwrap();
    let events = running.get::<Events>();
    let (saw, seen) = mpsc::channel();
    let quick = Observer::of("quick", move |placed: &OrderPlaced, _| {
        let _ = saw.send(placed.order);
    });
    let subscription = events.subscribe(quick).unwrap();
    let began = Instant::now();
    for order in 0..100 {
        events.emit(OrderPlaced { order });
    }
    let orders: Vec<_> = seen.iter().take(100).collect();
    // The slow one needs 5 s for as much.
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(orders, (0..100).collect::<Vec<_>>());
    drop(subscription);
    drop(running);
}

#[tokio::test]
async fn an_observer_that_panics_again_and_again_is_removed_with_an_event() {
    let recorder = Recorder::new();
    let running = Shop::builder()
        .observer(Observer::new("bad", |_| panic!("every time")))
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    running.stop().await.unwrap();
    let removed: Vec<_> = recorder
        .events()
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::ObserverRemoved(removed) => Some((removed.observer, removed.reason)),
            _ => None,
        })
        .collect();
    assert_eq!(removed, [("bad".to_owned(), "every time".to_owned())]);
}

#[tokio::test]
async fn a_critical_observer_that_refuses_fails_the_start_and_what_had_started_is_stopped() {
    let recorder = Recorder::new();
    let error = Chain::builder()
        .observe(recorder.observer())
        .critical_observer("gate", |event| match &event.kind {
            EventKind::ModuleStarted { module, .. } if *module == "BetaModule" => {
                Err(Error::new(Category::Security, "GATE1", "not today"))
            }
            _ => Ok(()),
        })
        .start()
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.category()),
        ("PL1114", Category::Security)
    );
    assert_eq!(
        error.to_string(),
        "[PL1114] the critical observer `gate` refused the start"
    );
    assert_eq!(error.contexts(), ["telling it `module BetaModule started`"]);
    let expected = [
        "configured",
        "starting",
        "module AlphaModule starting",
        "module AlphaModule started",
        "module BetaModule starting",
        "module BetaModule started",
        "stopping",
        "module BetaModule stopping",
        "module BetaModule stopped",
        "module AlphaModule stopping",
        "module AlphaModule stopped",
        "failed: [PL1114]",
    ];
    assert_eq!(recorder.lines(), expected);
    let journal = journal();
    assert!(
        journal.iter().any(|line| line == "beta.stop"),
        "{journal:?}"
    );
    assert!(!journal.iter().any(|line| line.starts_with("gamma")));
}

#[tokio::test]
async fn a_critical_observer_that_panics_fails_the_start_too() {
    let error = Chain::builder()
        .critical_observer("gate", |_| -> Result<(), Error> { panic!("no") })
        .start()
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PL1114");
    assert!(
        error.render().contains("cause: panicked: no"),
        "{}",
        error.render()
    );
    assert!(journal().is_empty());
}

#[tokio::test]
async fn a_critical_observer_that_agrees_sees_the_start_and_is_dropped_then() {
    let (saw, seen) = mpsc::channel();
    let running = Chain::builder()
        .critical_observer("gate", move |event| {
            let _ = saw.send(event.kind.to_string());
            Ok::<(), Error>(())
        })
        .start()
        .await
        .unwrap();
    let seen: Vec<_> = seen.into_iter().collect();
    assert_eq!(seen.len(), 11);
    assert_eq!(seen.last().map(String::as_str), Some("ready"));
    running.stop().await.unwrap();
}
