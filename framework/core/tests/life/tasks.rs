use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use purlin::{health::HealthStatus, testing::Recorder};
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    chain::{Chain, settle},
    stage::{Fault, journal, plan},
};

/// Keeps what is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn logging() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

async fn a_dying_task(fault: Fault, reason: &str) {
    plan("beta.task", fault);
    let (log, _guard) = logging();
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
    assert!(log.text().contains(&line), "{}", log.text());
}

#[tokio::test]
async fn a_task_that_fails_marks_health_and_is_logged() {
    a_dying_task(Fault::Error, "[STAGE1] beta.task is broken").await;
}

#[tokio::test]
async fn a_task_that_panics_marks_health_and_is_logged() {
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

#[tokio::test]
async fn the_log_tells_of_every_module_how_long_it_took() {
    let (log, _guard) = logging();
    let running = Chain::builder().start().await.unwrap();
    running.stop().await.unwrap();
    let text = log.text();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("INFO")).collect();
    let says = [
        "starting",
        "module started",
        "module started",
        "module started",
        "module started",
        "ready",
        "stopping",
        "stopped",
    ];
    assert_eq!(lines.len(), says.len(), "{text}");
    for (line, what) in lines.iter().zip(says) {
        assert!(line.contains(&format!("purlin: {what}")), "{line}");
    }
    assert!(
        lines[1].contains("module=\"AlphaModule\" took="),
        "{}",
        lines[1]
    );
    assert!(lines[5].contains("modules=4 took="), "{}", lines[5]);
}
