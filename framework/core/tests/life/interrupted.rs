use std::{future::poll_fn, pin::pin, task::Poll};

use purlin::{lifecycle::Stop, testing::Recorder};

use crate::{
    chain::{Chain, settle, stopped},
    stage::{Fault, interrupt_at, journal, noted, plan},
};

#[tokio::test]
async fn a_start_that_is_interrupted_stops_what_had_started_in_reverse() {
    plan("gamma.start", Fault::Hang);
    let (stop, recorder) = (Stop::new(), Recorder::new());
    let starting = Chain::builder()
        .interrupt_on(&stop)
        .observe(recorder.observer())
        .start();
    let interrupting = async {
        while !noted("gamma.start") {
            tokio::task::yield_now().await;
        }
        settle().await;
        journal();
        stop.request();
    };
    let (started, ()) = tokio::join!(starting, interrupting);
    let error = started.unwrap_err();
    assert_eq!((error.code(), error.related().len()), ("PL1109", 0));
    let mut expected = vec!["drop gamma".to_owned(), "drop gamma.part".to_owned()];
    expected.extend(stopped(&["beta", "alpha"]));
    assert_eq!(journal(), expected);
    let lines = recorder.lines();
    assert_eq!(
        lines[lines.len() - 6..],
        [
            "stopping",
            "module BetaModule stopping",
            "module BetaModule stopped",
            "module AlphaModule stopping",
            "module AlphaModule stopped",
            "stopped",
        ]
    );
}

#[tokio::test]
async fn a_start_that_is_interrupted_before_it_begins_makes_nothing() {
    let stop = Stop::new();
    stop.request();
    let error = Chain::builder()
        .interrupt_on(&stop)
        .start()
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PL1109");
    assert!(journal().is_empty());
}

#[tokio::test]
async fn an_interrupt_is_seen_between_two_steps_and_stops_exactly_the_modules_that_started() {
    for (point, started) in [
        ("alpha.part", &[][..]),
        ("gamma.part", &["beta", "alpha"]),
        ("gamma.make", &["beta", "alpha"]),
        ("gamma.start", &["gamma", "beta", "alpha"]),
        ("delta.start", &["delta", "gamma", "beta", "alpha"]),
    ] {
        let stop = Stop::new();
        interrupt_at(point, &stop);
        let error = Chain::builder()
            .interrupt_on(&stop)
            .start()
            .await
            .unwrap_err();
        assert_eq!(error.code(), "PL1109", "{point}");
        let mut hooks = journal();
        hooks.retain(|line| line.ends_with(".stop"));
        let expected: Vec<_> = started.iter().map(|name| format!("{name}.stop")).collect();
        assert_eq!(hooks, expected, "{point}");
    }
}

#[tokio::test]
async fn a_start_that_is_dropped_tells_tasks_and_drops_services_in_reverse() {
    plan("gamma.start", Fault::Hang);
    let recorder = Recorder::new();
    {
        let mut starting = pin!(Chain::builder().observe(recorder.observer()).start());
        poll_fn(|context| {
            assert!(starting.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
        settle().await;
        journal();
    }
    // The tasks hold the services of their modules until they have ended.
    assert_eq!(journal(), ["drop gamma", "drop gamma.part"]);
    settle().await;
    let told = journal();
    for line in [
        "alpha.task told",
        "drop alpha",
        "beta.task told",
        "drop beta",
    ] {
        assert!(told.iter().any(|noted| noted == line), "{told:?}");
    }
    assert!(!told.iter().any(|line| line.ends_with(".stop")), "{told:?}");
}

#[tokio::test]
async fn a_running_application_that_is_dropped_tells_its_tasks_and_is_not_ready_any_more() {
    let running = Chain::builder().start().await.unwrap();
    settle().await;
    let health = running.health().clone();
    journal();
    drop(running);
    let report = health.check().await;
    assert_eq!((report.ready, report.phase), (false, "stopped"));
    assert!(report.checks.is_empty());
    settle().await;
    let told = journal();
    assert!(told.contains(&"alpha.task told".to_owned()), "{told:?}");
    assert!(told.contains(&"drop alpha.part".to_owned()), "{told:?}");
    assert!(!told.iter().any(|line| line.ends_with(".stop")), "{told:?}");
}

#[tokio::test]
async fn services_that_panic_when_a_running_application_is_dropped_hurt_nobody() {
    plan("beta.task", Fault::Error);
    plan("drop beta.part", Fault::Panic);
    plan("beta.task told", Fault::Panic);
    let running = Chain::builder().start().await.unwrap();
    settle().await;
    drop(running);
    settle().await;
    assert!(noted("drop alpha.part"));
}

#[tokio::test]
async fn a_stop_that_is_dropped_half_way_undoes_the_rest_without_order() {
    plan("gamma.stop", Fault::Hang);
    let running = Chain::builder().start().await.unwrap();
    settle().await;
    let health = running.health().clone();
    journal();
    {
        let mut stopping = pin!(running.stop());
        while !noted("gamma.stop") {
            let pending = poll_fn(|context| Poll::Ready(stopping.as_mut().poll(context))).await;
            assert!(pending.is_pending());
            tokio::task::yield_now().await;
        }
    }
    settle().await;
    let done = journal();
    for line in [
        "drop gamma",
        "beta.task told",
        "drop beta",
        "drop alpha.part",
    ] {
        assert!(done.iter().any(|noted| noted == line), "{done:?}");
    }
    assert!(!done.contains(&"beta.stop".to_owned()), "{done:?}");
    assert!(!health.is_live());
}
