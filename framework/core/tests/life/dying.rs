//! Tasks that die, and checks that fail, in every phase of the application around them: what is
//! told, and that nothing else is different.

use purlin::{app::Lookup as _, prelude::*, testing::Recorder};
use tokio::{sync::Notify, task::yield_now};

use crate::stage::{Fault, act, journal, mend, note, plan};

/// When the task of the first module goes on to what is planned for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Starting,
    Running,
    Draining,
    Stopping,
}

thread_local! {
    static WHEN: std::cell::Cell<When> = const { std::cell::Cell::new(When::Running) };
}

pub(crate) struct Engine {
    go: Notify,
}

impl Engine {
    /// Lets the task go on, and waits until it has come to its end.
    async fn go(&self, now: When) {
        if WHEN.get() == now {
            self.go.notify_one();
            for _ in 0..10 {
                yield_now().await;
            }
        }
    }
}

pub(crate) struct EngineModule;

#[module]
impl EngineModule {
    #[provides]
    fn engine() -> Engine {
        Engine { go: Notify::new() }
    }

    #[task]
    async fn run(engine: Arc<Engine>, stop: Stop) -> Result<(), Error> {
        tokio::select! {
            () = engine.go.notified() => act("engine.run").await?,
            () = stop.requested() => {}
        }
        stop.requested().await;
        Ok(())
    }

    #[health(cache = "0s")]
    async fn check(_engine: &Engine) -> Result<(), Error> {
        act("engine.check").await
    }
}

/// Asks all checks, and notes what those say that are not well.
async fn ask(health: &HealthMonitor) {
    let report = health.refresh().await;
    for check in report.checks {
        if let Some(message) = check.message {
            note(format!("{}: {message}", report.phase));
        }
    }
}

pub(crate) struct WatchModule;

#[module]
impl WatchModule {
    #[on_start]
    async fn start(engine: &Engine, health: &HealthMonitor) {
        engine.go(When::Starting).await;
        ask(health).await;
    }

    #[on_drain]
    async fn drain(engine: &Engine, health: &HealthMonitor) {
        engine.go(When::Draining).await;
        ask(health).await;
    }

    #[on_stop]
    async fn stop(engine: &Engine, health: &HealthMonitor) {
        engine.go(When::Stopping).await;
        ask(health).await;
    }
}

#[app(modules = [EngineModule, WatchModule], expose = [Engine])]
pub(crate) struct Mill;

/// The events of a life, with what is told after some of them.
fn life(told: &[(&str, &str)]) -> Vec<String> {
    let mut lines = Vec::new();
    for line in [
        "configured",
        "starting",
        "module EngineModule starting",
        "module EngineModule started",
        "module WatchModule starting",
        "module WatchModule started",
        "ready",
        "draining",
        "stopping",
        "module WatchModule stopping",
        "module WatchModule stopped",
        "module EngineModule stopping",
        "module EngineModule stopped",
        "stopped",
    ] {
        lines.push(line.to_owned());
        let of_it = told.iter().filter(|(after, _)| *after == line);
        lines.extend(of_it.map(|(_, told)| (*told).to_owned()));
    }
    lines
}

#[tokio::test]
async fn a_task_that_dies_in_any_phase_is_told_then_and_the_rest_goes_on() {
    // After which event it dies, and after which one two checks have agreed on that.
    for (when, after, agreed) in [
        (When::Starting, "module WatchModule starting", "draining"),
        (When::Running, "ready", "module WatchModule stopping"),
        (When::Draining, "draining", "module WatchModule stopping"),
        (When::Stopping, "module WatchModule stopping", ""),
    ] {
        for (fault, reason) in [
            (Fault::Error, "[STAGE1] engine.run is broken"),
            (Fault::Panic, "panicked: engine.run panics"),
        ] {
            WHEN.set(when);
            plan("engine.run", fault);
            let recorder = Recorder::new();
            let builder = Mill::builder().observe(recorder.observer());
            let running = builder.start().await.unwrap();
            running.get::<Engine>().go(When::Running).await;
            running.stop().await.unwrap();
            mend();
            let told = format!("[PL1106] task `EngineModule::run` failed: {reason}");
            // From then on the health says so, whatever the phase.
            let ended = format!("task ended: {reason}");
            let changed = format!("health EngineModule::run: healthy -> unhealthy: {ended}");
            assert_eq!(
                recorder.lines(),
                life(&[(after, &told), (agreed, &changed)])
            );
            let phases: Vec<_> = journal()
                .into_iter()
                .filter_map(|line| Some(line.strip_suffix(&ended)?.to_owned()))
                .collect();
            let all = ["starting: ", "draining: ", "stopping: "];
            let from = match when {
                When::Starting => 0,
                When::Running | When::Draining => 1,
                When::Stopping => 2,
            };
            assert_eq!(phases, all[from..]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_check_with_a_fault_is_unhealthy_in_any_phase_and_told_as_a_change_once() {
    for (fault, reason) in [
        (Fault::Error, "[STAGE1] engine.check is broken"),
        (Fault::Panic, "panicked: engine.check panics"),
        (Fault::Hang, "no answer within 200ms"),
    ] {
        plan("engine.check", fault);
        let recorder = Recorder::new();
        let builder = Mill::builder().observe(recorder.observer());
        let running = builder.start().await.unwrap();
        running.stop().await.unwrap();
        mend();
        // The second run agrees with the first, which was during the start.
        let told = format!("health EngineModule::check: healthy -> unhealthy: {reason}");
        assert_eq!(recorder.lines(), life(&[("draining", &told)]));
        let mut lines = journal();
        lines.retain(|line| line != "engine.check");
        let expected =
            ["starting", "draining", "stopping"].map(|phase| format!("{phase}: {reason}"));
        assert_eq!(lines, expected);
    }
}
