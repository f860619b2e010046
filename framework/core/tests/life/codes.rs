//! One case per run-time code, named after it. Exit codes need a process of their own: see
//! `tests/process`. PL1110 is tested where tenants' ids are.

use futures_util::FutureExt;
use purlin::{error::Error, lifecycle::Stop};

use crate::{
    chain::{Chain, settle},
    drain::Shop,
    stage::{Fault, plan},
};

async fn start_error() -> Error {
    Chain::builder().start().await.unwrap_err()
}

async fn stop_error() -> Error {
    let running = Chain::builder().start().await.unwrap();
    settle().await;
    let mut errors = running.stop().await.unwrap_err();
    assert_eq!(errors.len(), 1);
    errors.remove(0)
}

#[tokio::test]
async fn pl1101_a_provider_failed() {
    plan("alpha.make", Fault::Error);
    assert_eq!(start_error().await.code(), "PL1101");
}

#[tokio::test]
async fn pl1102_a_start_hook_failed() {
    plan("alpha.start", Fault::Error);
    assert_eq!(start_error().await.code(), "PL1102");
}

#[tokio::test(start_paused = true)]
async fn pl1103_a_start_took_too_long() {
    plan("alpha.start", Fault::Hang);
    assert_eq!(start_error().await.code(), "PL1103");
}

#[tokio::test]
async fn pl1104_a_stop_hook_failed() {
    plan("alpha.stop", Fault::Error);
    assert_eq!(stop_error().await.code(), "PL1104");
}

#[tokio::test(start_paused = true)]
async fn pl1105_a_stop_took_too_long() {
    plan("alpha.stop", Fault::Hang);
    assert_eq!(stop_error().await.code(), "PL1105");
}

#[tokio::test]
async fn pl1106_a_task_failed() {
    plan("alpha.task told", Fault::Error);
    assert_eq!(stop_error().await.code(), "PL1106");
}

#[test]
fn pl1107_there_is_no_runtime() {
    let started = Chain::builder().start().now_or_never();
    let error = started.expect("it does not wait").unwrap_err();
    assert_eq!(error.code(), "PL1107");
    assert_eq!(
        error.hint(),
        Some("start the application from within a tokio runtime")
    );
}

#[tokio::test]
async fn pl1108_a_service_panicked_while_dropped() {
    plan("drop alpha", Fault::Panic);
    assert_eq!(stop_error().await.code(), "PL1108");
}

#[tokio::test]
async fn pl1109_a_start_was_interrupted() {
    let stop = Stop::new();
    stop.request();
    let started = Chain::builder().interrupt_on(&stop).start().await;
    assert_eq!(started.unwrap_err().code(), "PL1109");
}

async fn drain_error() -> Error {
    let running = Shop::builder().start().await.unwrap();
    running.stop().await.unwrap_err().remove(0)
}

#[tokio::test]
async fn pl1111_a_drain_hook_failed() {
    plan("store drain", Fault::Error);
    assert_eq!(drain_error().await.code(), "PL1111");
}

#[tokio::test(start_paused = true)]
async fn pl1112_a_drain_took_too_long() {
    plan("store drain", Fault::Hang);
    assert_eq!(drain_error().await.code(), "PL1112");
}
