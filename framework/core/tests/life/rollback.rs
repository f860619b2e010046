use std::error::Error as _;

use purlin::{
    error::{Category, Error},
    testing::Recorder,
};

use crate::{
    chain::{Chain, settle, started, stopped},
    stage::{Fault, journal, plan},
};

async fn failed() -> Error {
    Chain::builder().start().await.unwrap_err()
}

#[tokio::test]
async fn when_the_third_of_four_fails_the_second_and_the_first_are_stopped_in_that_order() {
    plan("gamma.start", Fault::Error);
    let error = failed().await;
    let mut expected = started(&["alpha", "beta", "gamma"]);
    // The third never ran: its stop hook does not run, what it made is dropped.
    expected.extend(["drop gamma".to_owned(), "drop gamma.part".to_owned()]);
    expected.extend(stopped(&["beta", "alpha"]));
    let mut journal = journal();
    // When tasks are first polled is the runtime's business.
    journal.retain(|line| !line.ends_with(".task"));
    assert_eq!(journal, expected);
    assert_eq!(error.message(), "start hook `GammaModule::start` failed");
}

#[tokio::test]
async fn the_error_of_a_failed_start_keeps_cause_category_and_advice() {
    plan("gamma.start", Fault::Error);
    let error = failed().await;
    assert_eq!(
        (error.code(), error.category()),
        ("PL1102", Category::Dependency)
    );
    assert_eq!(error.hint(), Some("mend gamma.start"));
    assert_eq!(error.contexts(), ["starting module `GammaModule`"]);
    let cause = error.source().unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!(cause.code(), "STAGE1");
}

#[tokio::test]
async fn errors_of_a_rollback_are_related_to_the_error_of_the_start() {
    plan("gamma.make", Fault::Panic);
    plan("beta.stop", Fault::Error);
    plan("alpha.stop", Fault::Panic);
    plan("drop alpha", Fault::Panic);
    let error = failed().await;
    assert_eq!(error.code(), "PL1101");
    let related: Vec<_> = error.related().iter().map(Error::to_string).collect();
    assert_eq!(
        related,
        [
            "[PL1104] stop hook `BetaModule::stop` failed",
            "[PL1104] stop hook `AlphaModule::stop` failed",
            "[PL1108] `AlphaModule::alpha` panicked while it was dropped",
        ]
    );
    let text = error.render();
    assert!(
        text.contains("also: [PL1104] stop hook `BetaModule::stop` failed"),
        "{text}"
    );
    assert!(
        text.contains("cause: panicked: gamma.make panics"),
        "{text}"
    );
}

#[tokio::test]
async fn all_errors_of_a_stop_are_gathered_in_order_and_the_rest_still_stops() {
    plan("delta.stop", Fault::Error);
    plan("gamma.task told", Fault::Error);
    plan("beta.stop", Fault::Panic);
    plan("drop alpha.part", Fault::Panic);
    let recorder = Recorder::new();
    let running = Chain::builder()
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    settle().await;
    journal();
    let errors = running.stop().await.unwrap_err();
    let codes: Vec<_> = errors.iter().map(Error::code).collect();
    assert_eq!(codes, ["PL1104", "PL1106", "PL1104", "PL1108"]);
    assert_eq!(journal(), stopped(&["delta", "gamma", "beta", "alpha"]));
    assert_eq!(recorder.lines().last().map(String::as_str), Some("stopped"));
}

#[tokio::test]
async fn a_failed_start_leaves_the_application_failed_and_not_live() {
    let recorder = Recorder::new();
    plan("alpha.part", Fault::Error);
    let error = Chain::builder()
        .observe(recorder.observer())
        .start()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "[PL1101] `AlphaModule::part` could not be made"
    );
    assert_eq!(
        recorder.lines(),
        [
            "configured",
            "starting",
            "module AlphaModule starting",
            "module AlphaModule failed: [PL1101] `AlphaModule::part` could not be made: \
             [STAGE1] alpha.part is broken",
            "stopping",
            "failed: [PL1101]",
        ]
    );
    assert_eq!(journal(), ["alpha.part"]);
}
