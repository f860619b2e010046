//! Tasks that are started again when they end.

use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use purlin::{
    app::Running,
    events::EventKind,
    health::{CheckReport, HealthStatus},
    prelude::*,
    testing::Recorder,
};
use tokio::time::{Instant, sleep};

/// How a run of a task goes.
#[derive(Clone, Copy)]
enum Run {
    Ends,
    Fails,
    Panics,
    /// Fails after so many seconds.
    FailsAfter(u64),
}

/// What the runs of the tasks do, one after another; after that they wait to be told to stop.
#[provides]
struct Script {
    #[value(Mutex::default())]
    runs: Mutex<VecDeque<Run>>,
    #[value(Mutex::default())]
    began: Mutex<Vec<Instant>>,
    #[value(AtomicUsize::new(0))]
    told: AtomicUsize,
}

impl Script {
    async fn act(&self, stop: Stop) -> Result<(), &'static str> {
        self.began.lock().unwrap().push(Instant::now());
        let run = self.runs.lock().unwrap().pop_front();
        match run {
            Some(Run::Ends) => Ok(()),
            Some(Run::Fails) => Err("broken"),
            Some(Run::Panics) => panic!("it panics"),
            Some(Run::FailsAfter(seconds)) => {
                sleep(Duration::from_secs(seconds)).await;
                Err("broken late")
            }
            None => {
                stop.requested().await;
                self.told.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        }
    }

    /// How long after the first run the others began, in milliseconds.
    fn began(&self) -> Vec<u128> {
        let began = self.began.lock().unwrap();
        began
            .iter()
            .map(|at| at.duration_since(began[0]).as_millis())
            .collect()
    }
}

/// An application with one task of a policy.
macro_rules! application {
    ($app:ident, $module:ident, $task:meta) => {
        struct $module;
        #[module(components = [Script])]
        impl $module {
            #[provides]
            fn plan() -> Plan {
                Plan(PLAN.take())
            }

            #[on_start]
            fn set(script: &Script, plan: &Plan) {
                script.runs.lock().unwrap().extend(&plan.0);
            }

            #[$task]
            async fn work(script: Arc<Script>, stop: Stop) -> Result<(), &'static str> {
                script.act(stop).await
            }
        }
        #[app(modules = [$module], expose = [Script])]
        struct $app;
    };
}

struct Plan(Vec<Run>);

thread_local! {
    static PLAN: std::cell::RefCell<Vec<Run>> = const { std::cell::RefCell::new(Vec::new()) };
}

application!(Never, NeverModule, task(restart = "never"));
application!(
    OnFailure,
    OnFailureModule,
    task(restart = "on-failure", backoff = "1s", backoff_max = "4s")
);
application!(
    Limited,
    LimitedModule,
    task(
        restart = "on-failure",
        backoff = "1s",
        backoff_max = "4s",
        limit = 2
    )
);
application!(
    Always,
    AlwaysModule,
    task(restart = "always", backoff = "1s", limit = 3)
);

async fn work<A: purlin::__private::Application>(running: &Running<A>) -> CheckReport {
    let checks = running.health().refresh().await.checks;
    let mut works = checks
        .into_iter()
        .filter(|check| check.name.ends_with("Module::work"));
    works.next().unwrap()
}

/// The lines of events about tasks.
fn told(recorder: &Recorder) -> Vec<String> {
    recorder
        .events()
        .into_iter()
        .filter(|event| {
            matches!(
                event.kind,
                EventKind::TaskRestarting(_) | EventKind::TaskFailed(_)
            )
        })
        .map(|event| event.kind.to_string())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_task_is_not_restarted_unless_it_says_so() {
    PLAN.set(vec![Run::Fails]);
    let running = Never::builder().start().await.unwrap();
    sleep(Duration::from_mins(10)).await;
    assert_eq!(running.get::<Script>().began(), [0]);
    assert_eq!(work(&running).await.status, HealthStatus::Unhealthy);
    running.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_task_that_fails_or_panics_runs_again_after_a_wait_that_doubles() {
    PLAN.set(vec![
        Run::Fails,
        Run::Panics,
        Run::Fails,
        Run::Fails,
        Run::Fails,
    ]);
    let recorder = Recorder::new();
    let app = OnFailure::builder().observe(recorder.observer());
    let running = app.start().await.unwrap();
    sleep(Duration::from_mins(1)).await;
    let script = Arc::clone(running.get::<Script>());
    assert_eq!(script.began(), [0, 1000, 3000, 7000, 11_000, 15_000]);
    running.stop().await.unwrap();
    // The last run was told to stop and did.
    assert_eq!(script.told.load(Ordering::SeqCst), 1);
    let line =
        |restart, reason| format!("task `OnFailureModule::work` restarts ({restart}): {reason}");
    assert_eq!(
        told(&recorder),
        [
            line(1, "broken"),
            line(2, "panicked: it panics"),
            line(3, "broken"),
            line(4, "broken"),
            line(5, "broken"),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_restarted_task_is_degraded_until_it_has_run_for_the_longest_wait() {
    PLAN.set(vec![Run::Fails]);
    let running = OnFailure::builder().start().await.unwrap();
    let mut seen = Vec::new();
    for wait in [500, 1000, 3000, 1000] {
        sleep(Duration::from_millis(wait)).await;
        let report = work(&running).await;
        seen.push((report.status, report.message));
    }
    let degraded = |text: &str| (HealthStatus::Degraded, Some(text.to_owned()));
    assert_eq!(
        seen,
        [
            degraded("task waits for its restart: broken"),
            degraded("task restarted: broken"),
            degraded("task restarted: broken"),
            (HealthStatus::Healthy, None),
        ]
    );
    running.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_run_that_lasts_ends_the_row() {
    PLAN.set(vec![
        Run::Fails,
        Run::Fails,
        Run::FailsAfter(10),
        Run::Fails,
    ]);
    let recorder = Recorder::new();
    let app = Limited::builder().observe(recorder.observer());
    let running = app.start().await.unwrap();
    sleep(Duration::from_mins(1)).await;
    assert_eq!(
        running.get::<Script>().began(),
        [0, 1000, 3000, 14_000, 16_000]
    );
    assert_eq!(work(&running).await.status, HealthStatus::Healthy);
    running.stop().await.unwrap();
    let numbers: Vec<_> = recorder
        .events()
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::TaskRestarting(restart) => Some((restart.restart, restart.after.as_secs())),
            _ => None,
        })
        .collect();
    assert_eq!(numbers, [(1, 1), (2, 2), (1, 1), (2, 2)]);
}

#[tokio::test(start_paused = true)]
async fn a_task_that_fails_more_often_than_its_limit_is_given_up_and_marks_health() {
    PLAN.set(vec![Run::Fails; 5]);
    let recorder = Recorder::new();
    let app = Limited::builder().observe(recorder.observer());
    let running = app.start().await.unwrap();
    sleep(Duration::from_mins(1)).await;
    assert_eq!(running.get::<Script>().began(), [0, 1000, 3000]);
    let report = work(&running).await;
    assert_eq!(report.status, HealthStatus::Unhealthy);
    assert_eq!(report.message.as_deref(), Some("task ended: broken"));
    running.stop().await.unwrap();
    assert_eq!(
        told(&recorder).last().map(String::as_str),
        Some("[PL1106] task `LimitedModule::work` failed: broken")
    );
}

#[tokio::test(start_paused = true)]
async fn a_task_that_ends_by_itself_runs_again_only_if_always() {
    PLAN.set(vec![Run::Ends]);
    let running = OnFailure::builder().start().await.unwrap();
    sleep(Duration::from_mins(1)).await;
    assert_eq!(running.get::<Script>().began(), [0]);
    assert_eq!(work(&running).await.status, HealthStatus::Healthy);
    running.stop().await.unwrap();

    PLAN.set(vec![Run::Ends, Run::Fails, Run::Ends]);
    let recorder = Recorder::new();
    let app = Always::builder().observe(recorder.observer());
    let running = app.start().await.unwrap();
    sleep(Duration::from_secs(20)).await;
    assert_eq!(running.get::<Script>().began(), [0, 1000, 3000, 7000]);
    assert_eq!(work(&running).await.status, HealthStatus::Healthy);
    running.stop().await.unwrap();
    assert_eq!(
        told(&recorder),
        [
            "task `AlwaysModule::work` restarts (1)",
            "task `AlwaysModule::work` restarts (2): broken",
            "task `AlwaysModule::work` restarts (3)",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_task_that_should_always_run_and_does_not_is_unhealthy() {
    PLAN.set(vec![Run::Ends; 9]);
    let running = Always::builder().start().await.unwrap();
    sleep(Duration::from_mins(1)).await;
    let report = work(&running).await;
    assert_eq!(report.status, HealthStatus::Unhealthy);
    assert_eq!(
        report.message.as_deref(),
        Some("task ended: it ended by itself after 3 restarts in a row")
    );
    running.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_a_restart() {
    PLAN.set(vec![Run::Fails; 9]);
    let running = OnFailure::builder().start().await.unwrap();
    sleep(Duration::from_millis(3500)).await;
    let script = Arc::clone(running.get::<Script>());
    let began = Instant::now();
    running.stop().await.unwrap();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(script.began(), [0, 1000, 3000]);
}
