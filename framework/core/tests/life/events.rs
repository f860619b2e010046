use std::{
    sync::mpsc,
    time::{Duration, SystemTime},
};

use purlin::{
    context::Clock,
    events::EventKind,
    testing::{ManualClock, Recorder},
};

use crate::{
    chain::{Chain, settle},
    stage::{Fault, plan},
};

#[tokio::test]
async fn events_are_numbered_dated_by_the_applications_clock_and_named_after_it() {
    let (recorder, hand) = (Recorder::new(), ManualClock::at_unix_millis(1_000));
    let running = Chain::builder()
        .clock(Clock::manual(&hand))
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    hand.advance(Duration::from_secs(1));
    running.stop().await.unwrap();
    let events = recorder.events();
    let numbers: Vec<_> = events.iter().map(|event| event.sequence).collect();
    let count = u64::try_from(events.len()).unwrap();
    assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
    let at = |millis| SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
    assert_eq!((events[0].at, events[21].at), (at(1_000), at(2_000)));
    assert_eq!(events[0].to_string(), "Chain: configured");
}

#[tokio::test]
async fn events_tell_the_whole_life_in_order() {
    let recorder = Recorder::new();
    let running = Chain::builder()
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    running.stop().await.unwrap();
    assert_eq!(
        recorder.lines(),
        [
            "configured",
            "starting",
            "module AlphaModule starting",
            "module AlphaModule started",
            "module BetaModule starting",
            "module BetaModule started",
            "module GammaModule starting",
            "module GammaModule started",
            "module DeltaModule starting",
            "module DeltaModule started",
            "ready",
            "draining",
            "stopping",
            "module DeltaModule stopping",
            "module DeltaModule stopped",
            "module GammaModule stopping",
            "module GammaModule stopped",
            "module BetaModule stopping",
            "module BetaModule stopped",
            "module AlphaModule stopping",
            "module AlphaModule stopped",
            "stopped",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_module_tells_how_long_it_took_and_what_took_longest() {
    plan("beta.stop", Fault::Hang);
    let recorder = Recorder::new();
    let running = Chain::builder()
        .stop_deadline(Duration::from_secs(3))
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    let _ = running.stop().await;
    let took = recorder
        .events()
        .into_iter()
        .find_map(|event| match event.kind {
            EventKind::ModuleStopped {
                module: "BetaModule",
                took,
            } => Some(took),
            _ => None,
        });
    assert_eq!(took, Some(Duration::from_millis(2_700)));
}

#[tokio::test]
async fn an_observer_that_blocks_delays_neither_the_application_nor_other_observers() {
    let (go, gate) = mpsc::channel::<()>();
    let (saw, seen) = mpsc::channel();
    let recorder = Recorder::new();
    let mut record = recorder.observer();
    let running = Chain::builder()
        .observe(move |event| {
            let _ = gate.recv();
            record(event);
        })
        .observe(move |event| {
            let _ = saw.send(event.kind.clone());
        })
        .start()
        .await
        .unwrap();
    // The application is ready and the second observer has seen it while the first still blocks.
    while !matches!(seen.recv().unwrap(), EventKind::Ready { .. }) {}
    assert!(recorder.events().is_empty());
    drop(go);
    running.stop().await.unwrap();
    assert_eq!(recorder.lines().len(), 22);
}

#[tokio::test]
async fn an_observer_that_panics_hurts_nobody() {
    let recorder = Recorder::new();
    let running = Chain::builder()
        .observe(|_| panic!("every time"))
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    settle().await;
    running.stop().await.unwrap();
    let mut lines = recorder.lines();
    lines.retain(|line| !line.starts_with("observer observer-1 is removed"));
    assert_eq!(lines.len(), 22);
}

#[tokio::test]
async fn a_dropped_application_tells_its_observers() {
    let (saw, seen) = mpsc::channel();
    let running = Chain::builder()
        .observe(move |event| {
            let _ = saw.send(event.kind.clone());
        })
        .start()
        .await
        .unwrap();
    drop(running);
    // Tasks that still run could still tell of themselves.
    settle().await;
    assert_eq!(seen.into_iter().last(), Some(EventKind::Abandoned));
}
