use purlin::{health::HealthStatus, testing::Recorder};

use crate::{
    chain::{Chain, settle},
    stage::{Fault, journal, plan},
};

async fn a_dying_task(fault: Fault, reason: &str) {
    plan("beta.task", fault);
    let recorder = Recorder::new();
    let running = Chain::builder()
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    settle().await;
    let report = running.health().check().await;
    assert_eq!(
        (report.status, report.ready),
        (HealthStatus::Unhealthy, false)
    );
    let check = report
        .checks
        .iter()
        .find(|check| check.name == "BetaModule::work")
        .unwrap();
    assert_eq!(
        check.message.as_deref(),
        Some(format!("task ended: {reason}").as_str())
    );
    // It was told when it happened; the stop has nothing to complain about.
    running.stop().await.unwrap();
    let line = format!("[PL1106] task `BetaModule::work` failed: {reason}");
    assert!(recorder.lines().contains(&line), "{:?}", recorder.lines());
}

#[tokio::test]
async fn a_task_that_fails_marks_health_and_is_an_event() {
    a_dying_task(Fault::Error, "[STAGE1] beta.task is broken").await;
}

#[tokio::test]
async fn a_task_that_panics_marks_health_and_is_an_event() {
    a_dying_task(Fault::Panic, "panicked: beta.task panics").await;
}

#[tokio::test]
async fn tasks_are_told_to_stop_and_joined_before_their_services_go() {
    let running = Chain::builder().start().await.unwrap();
    settle().await;
    journal();
    running.stop().await.unwrap();
    let journal = journal();
    let position = |line: &str| journal.iter().position(|noted| noted == line).unwrap();
    assert!(position("alpha.task told") < position("alpha.stop"));
    assert!(position("alpha.stop") < position("drop alpha"));
}
