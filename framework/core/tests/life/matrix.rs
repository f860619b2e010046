//! Every kind of user code, with every fault that it can have: the exact events and errors.

use purlin::{
    error::{Error, ExitClass},
    testing::Recorder,
};

use crate::{
    chain::{Chain, settle},
    stage::{Fault, plan},
};

const MODULES: [&str; 4] = ["Alpha", "Beta", "Gamma", "Delta"];

/// The events of one life in which the third module has a fault, and the errors of the user.
async fn live(point: &'static str, fault: Fault) -> (Vec<String>, Vec<Error>) {
    plan(point, fault);
    let recorder = Recorder::new();
    let started = Chain::builder().observe(recorder.observer()).start().await;
    let errors = match started {
        Ok(running) => {
            settle().await;
            running.stop().await.err().unwrap_or_default()
        }
        Err(error) => vec![error],
    };
    (recorder.lines(), errors)
}

fn starts(modules: &[&str]) -> Vec<String> {
    let mut lines = vec!["configured".to_owned(), "starting".to_owned()];
    for module in modules {
        lines.push(format!("module {module}Module starting"));
        lines.push(format!("module {module}Module started"));
    }
    lines
}

/// The stop of these modules, in which the third tells of its faults. If all had started, they
/// drain first.
fn stops(modules: &[&str], faults: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    if modules == MODULES {
        lines.push("draining".to_owned());
    }
    lines.push("stopping".to_owned());
    for module in modules.iter().rev() {
        lines.push(format!("module {module}Module stopping"));
        if *module == "Gamma" {
            lines.extend_from_slice(faults);
        }
        lines.push(format!("module {module}Module stopped"));
    }
    lines
}

async fn a_fault_of_the_start(point: &'static str, fault: Fault, code: &str, told: &str) {
    let (lines, errors) = live(point, fault).await;
    let mut expected = starts(&MODULES[..2]);
    expected.push("module GammaModule starting".to_owned());
    expected.push(format!("module GammaModule failed: [{code}] {told}"));
    expected.extend(stops(&MODULES[..2], &[]));
    expected.push(format!("failed: [{code}]"));
    assert_eq!(lines, expected, "{point} {fault:?}");
    assert_eq!((errors.len(), errors[0].code()), (1, code));
    let exit = match fault {
        Fault::Error => ExitClass::Unavailable,
        Fault::Panic | Fault::Hang => ExitClass::Software,
    };
    assert_eq!(errors[0].category().exit(), exit, "{point} {fault:?}");
}

async fn a_fault_of_the_stop(point: &'static str, fault: Fault, told: &[&str]) {
    let (lines, errors) = live(point, fault).await;
    let told: Vec<_> = told.iter().map(|line| (*line).to_owned()).collect();
    let mut expected = starts(&MODULES);
    expected.push("ready".to_owned());
    expected.extend(stops(&MODULES, &told));
    expected.push("stopped".to_owned());
    assert_eq!(lines, expected, "{point} {fault:?}");
    assert_eq!(errors.len(), told.len(), "{point} {fault:?}");
    for (error, told) in errors.iter().zip(told) {
        assert!(told.starts_with(&format!("[{}]", error.code())));
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_with_a_fault_stops_the_start() {
    let sync = "`GammaModule::part` could not be made";
    let made = "`GammaModule::gamma` could not be made";
    for (point, fault, code, told) in [
        (
            "gamma.part",
            Fault::Error,
            "PL1101",
            format!("{sync}: [STAGE1] gamma.part is broken"),
        ),
        (
            "gamma.part",
            Fault::Panic,
            "PL1101",
            format!("{sync}: panicked: gamma.part panics"),
        ),
    ] {
        a_fault_of_the_start(point, fault, code, &told).await;
    }
    crate::stage::mend();
    for (point, fault, code, told) in [
        (
            "gamma.make",
            Fault::Error,
            "PL1101",
            format!("{made}: [STAGE1] gamma.make is broken"),
        ),
        (
            "gamma.make",
            Fault::Panic,
            "PL1101",
            format!("{made}: panicked: gamma.make panics"),
        ),
        (
            "gamma.make",
            Fault::Hang,
            "PL1103",
            "`GammaModule::gamma` did not finish within 60s".to_owned(),
        ),
    ] {
        a_fault_of_the_start(point, fault, code, &told).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_start_hook_with_a_fault_stops_the_start() {
    let hook = "start hook `GammaModule::start` failed";
    for (fault, code, told) in [
        (
            Fault::Error,
            "PL1102",
            format!("{hook}: [STAGE1] gamma.start is broken"),
        ),
        (
            Fault::Panic,
            "PL1102",
            format!("{hook}: panicked: gamma.start panics"),
        ),
        (
            Fault::Hang,
            "PL1103",
            "`GammaModule::start` did not finish within 60s".to_owned(),
        ),
    ] {
        a_fault_of_the_start("gamma.start", fault, code, &told).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_hook_with_a_fault_is_told_and_the_rest_stops() {
    for (fault, told) in [
        (
            Fault::Error,
            "[PL1104] stop hook `GammaModule::stop` failed: [STAGE1] gamma.stop is broken",
        ),
        (
            Fault::Panic,
            "[PL1104] stop hook `GammaModule::stop` failed: panicked: gamma.stop panics",
        ),
        (
            Fault::Hang,
            "[PL1105] `GammaModule::stop` did not stop within its share of the 30s of the whole stop and was cut off",
        ),
    ] {
        a_fault_of_the_stop("gamma.stop", fault, &[told]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_with_a_fault_while_stopping_is_told_and_the_rest_stops() {
    for (fault, told) in [
        (
            Fault::Error,
            "[PL1106] task `GammaModule::work` failed: [STAGE1] gamma.task told is broken",
        ),
        (
            Fault::Panic,
            "[PL1106] task `GammaModule::work` failed: panicked: gamma.task told panics",
        ),
        (
            Fault::Hang,
            "[PL1105] `GammaModule::work` did not stop within its share of the 30s of the whole stop and was cut off",
        ),
    ] {
        a_fault_of_the_stop("gamma.task told", fault, &[told]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_with_a_fault_while_running_is_told_at_once() {
    for (fault, told) in [
        (
            Fault::Error,
            "[PL1106] task `GammaModule::work` failed: [STAGE1] gamma.task is broken",
        ),
        (
            Fault::Panic,
            "[PL1106] task `GammaModule::work` failed: panicked: gamma.task panics",
        ),
    ] {
        let (lines, errors) = live("gamma.task", fault).await;
        let mut expected = starts(&MODULES);
        expected.extend(["ready".to_owned(), told.to_owned()]);
        expected.extend(stops(&MODULES, &[]));
        expected.push("stopped".to_owned());
        assert_eq!(lines, expected);
        assert!(errors.is_empty());
    }
}

#[tokio::test]
async fn a_service_that_panics_when_dropped_is_told_and_the_rest_stops() {
    a_fault_of_the_stop(
        "drop gamma.part",
        Fault::Panic,
        &[
            "[PL1108] `GammaModule::part` panicked while it was dropped: \
           panicked: drop gamma.part panics",
        ],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_health_check_with_a_fault_is_unhealthy_and_nothing_else_happens() {
    for (fault, message) in [
        (Fault::Error, "[STAGE1] gamma.health is broken"),
        (Fault::Panic, "panicked: gamma.health panics"),
        (Fault::Hang, "no answer within 200ms"),
    ] {
        plan("gamma.health", fault);
        let recorder = Recorder::new();
        let running = Chain::builder()
            .observe(recorder.observer())
            .start()
            .await
            .unwrap();
        let report = running.health().check().await;
        let unhealthy: Vec<_> = report
            .checks
            .iter()
            .filter_map(|check| Some((check.name.as_str(), check.message.as_deref()?)))
            .collect();
        assert_eq!(unhealthy, [("GammaModule::check", message)]);
        running.stop().await.unwrap();
        let mut expected = starts(&MODULES);
        expected.push("ready".to_owned());
        expected.extend(stops(&MODULES, &[]));
        expected.push("stopped".to_owned());
        assert_eq!(recorder.lines(), expected);
    }
}
