//! Before anything stops, everything drains.

use std::time::Duration;

use purlin::{app::Running, lifecycle::Phase, prelude::*, testing::Recorder};
use tokio::time::Instant;

use crate::{
    chain::settle,
    stage::{Fault, act, journal, note, plan},
};

/// Answers until it is closed.
#[provides]
pub(crate) struct Store {
    #[value(std::sync::atomic::AtomicBool::new(true))]
    open: std::sync::atomic::AtomicBool,
}

impl Store {
    fn ask(&self, who: &str) {
        let open = self.open.load(std::sync::atomic::Ordering::SeqCst);
        note(format!(
            "{who}: store is {}",
            if open { "open" } else { "closed" }
        ));
    }
}

pub(crate) struct StoreModule;

#[module(components = [Store])]
impl StoreModule {
    #[on_drain]
    async fn drain(_store: &Store) -> Result<(), Error> {
        act("store drain").await
    }

    #[task]
    async fn work(_store: Arc<Store>, stop: Stop) {
        stop.requested().await;
        note("store task told");
    }

    #[on_stop]
    async fn close(store: &Store) -> Result<(), Error> {
        store.open.store(false, std::sync::atomic::Ordering::SeqCst);
        act("store stop").await
    }
}

#[provides(keep)]
pub(crate) struct Door {
    store: Arc<Store>,
    health: Arc<HealthMonitor>,
}

pub(crate) struct DoorModule;

#[module(components = [Door])]
impl DoorModule {
    #[on_start]
    async fn open(_door: &Door) -> Result<(), Error> {
        act("door start").await
    }

    #[on_drain]
    async fn first(door: &Door) -> Result<(), Error> {
        door.store.ask("door drain");
        act("door drain").await
    }

    /// The last declared drains first, as it stops first.
    #[on_drain]
    async fn last(door: &Door) {
        let report = door.health.refresh().await;
        note(format!("{}, ready: {}", report.phase, report.ready));
    }

    #[on_stop]
    async fn close(door: &Door) -> Result<(), Error> {
        door.store.ask("door stop");
        act("door stop").await
    }
}

#[app(modules = [DoorModule, StoreModule])]
pub(crate) struct Shop;

async fn open() -> (Running<Shop>, Recorder) {
    let recorder = Recorder::new();
    let shop = Shop::builder().observe(recorder.observer());
    let running = shop.start().await.unwrap();
    settle().await;
    journal();
    (running, recorder)
}

const STOPS: [&str; 4] = [
    "door stop: store is open",
    "door stop",
    "store task told",
    "store stop",
];

fn drains_and_stops() -> Vec<&'static str> {
    let mut lines = vec![
        "draining, ready: false",
        "door drain: store is open",
        "door drain",
        "store drain",
    ];
    lines.extend(STOPS);
    lines
}

#[tokio::test]
async fn all_modules_drain_in_reverse_before_any_of_them_stops() {
    let (running, recorder) = open().await;
    assert_eq!(running.phase(), Phase::Running);
    running.stop().await.unwrap();
    assert_eq!(journal(), drains_and_stops());
    let lines = recorder.lines();
    let told = lines.iter().position(|line| line == "draining").unwrap();
    assert_eq!(lines[told + 1], "stopping");
}

#[tokio::test]
async fn a_drain_hook_with_a_fault_keeps_nobody_from_draining_and_stopping() {
    for (fault, told) in [
        (Fault::Error, "[STAGE1] door drain is broken"),
        (Fault::Panic, "panicked: door drain panics"),
    ] {
        plan("door drain", fault);
        let (running, recorder) = open().await;
        let errors = running.stop().await.unwrap_err();
        assert_eq!((errors.len(), errors[0].code()), (1, "PL1111"));
        assert_eq!(journal(), drains_and_stops());
        let line = format!("[PL1111] drain hook `DoorModule::first` failed: {told}");
        assert!(recorder.lines().contains(&line), "{:?}", recorder.lines());
    }
}

#[tokio::test(start_paused = true)]
async fn a_drain_has_15_seconds_and_what_comes_after_still_has_its_turn() {
    plan("door drain", Fault::Hang);
    let (running, _) = open().await;
    let began = Instant::now();
    let errors = running.stop().await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(15));
    assert_eq!((errors.len(), errors[0].code()), (1, "PL1112"));
    assert_eq!(
        errors[0].message(),
        "`DoorModule::first` was not done within the 15s of the drain and was cut off"
    );
    // It has no time to wait, but it needs none.
    assert_eq!(journal(), drains_and_stops());
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_the_drain_is_set_apart_and_takes_nothing_from_the_stop() {
    plan("store drain", Fault::Hang);
    plan("store stop", Fault::Hang);
    let shop = Shop::builder().drain_deadline(Duration::from_secs(3));
    let running = shop.start().await.unwrap();
    let began = Instant::now();
    let errors = running.stop().await.unwrap_err();
    let codes: Vec<_> = errors.iter().map(Error::code).collect();
    assert_eq!(codes, ["PL1112", "PL1105"]);
    assert_eq!(began.elapsed(), Duration::from_secs(3 + 27));
}

#[tokio::test]
async fn a_start_that_fails_drains_nothing() {
    plan("door start", Fault::Error);
    Shop::builder().start().await.unwrap_err();
    assert_eq!(journal(), ["door start", "store task told", "store stop"]);
}
