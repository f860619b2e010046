//! What health checks find, how long it is good for, who shares it, and what hangs on it.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use purlin::{
    app::Running,
    context::Clock,
    events::EventKind,
    health::{CheckReport, HealthStatus},
    prelude::*,
    testing::{ManualClock, Recorder},
};
use tokio::sync::Notify;

use crate::chain::settle;

/// Finds what it is told to, and counts how often it is asked.
#[provides]
struct Relay {
    #[value(Mutex::new(Health::healthy()))]
    health: Mutex<Health>,
    #[value(AtomicUsize::new(0))]
    runs: AtomicUsize,
    #[value(AtomicUsize::new(0))]
    fax_runs: AtomicUsize,
    #[value(Mutex::new(Health::healthy()))]
    fax: Mutex<Health>,
    #[value(AtomicUsize::new(0))]
    slow_runs: AtomicUsize,
    /// While it is locked, the slow check waits.
    #[value(Notify::new())]
    gate: Notify,
    #[value(AtomicUsize::new(0))]
    closed: AtomicUsize,
}

impl Relay {
    fn set(&self, health: Health) {
        *self.health.lock().unwrap() = health;
    }
}

struct RelayModule;

#[module(components = [Relay])]
impl RelayModule {
    #[health]
    fn line(relay: &Relay) -> Health {
        relay.runs.fetch_add(1, Ordering::SeqCst);
        relay.health.lock().unwrap().clone()
    }

    #[health(cache = "5s", optional)]
    fn fax(relay: &Relay) -> Health {
        relay.fax_runs.fetch_add(1, Ordering::SeqCst);
        relay.fax.lock().unwrap().clone()
    }

    #[health(timeout = "1s", cache = "0s")]
    async fn slow(relay: &Relay) -> Health {
        relay.slow_runs.fetch_add(1, Ordering::SeqCst);
        if relay.closed.load(Ordering::SeqCst) > 0 {
            relay.gate.notified().await;
        }
        Health::healthy()
    }
}

#[app(modules = [RelayModule], expose = [Relay])]
struct Post;

async fn post() -> (Running<Post>, Arc<Relay>) {
    let running = Post::builder().start().await.unwrap();
    let relay = Arc::clone(running.get::<Relay>());
    (running, relay)
}

async fn line(running: &Running<Post>) -> CheckReport {
    running.health().refresh().await.checks.remove(0)
}

fn count(runs: &AtomicUsize) -> usize {
    runs.load(Ordering::SeqCst)
}

#[tokio::test(start_paused = true)]
async fn a_result_is_good_for_250_ms_unless_the_check_says_otherwise() {
    let (running, relay) = post().await;
    let mut seen = Vec::new();
    for wait in [0, 249, 1, 4749, 1] {
        tokio::time::advance(Duration::from_millis(wait)).await;
        running.health().check().await;
        let runs = [&relay.runs, &relay.fax_runs, &relay.slow_runs];
        seen.push(runs.map(count));
    }
    assert_eq!(
        seen,
        [[1, 1, 1], [1, 1, 2], [2, 1, 3], [3, 1, 4], [3, 2, 5]]
    );
}

#[tokio::test(start_paused = true)]
async fn a_refresh_runs_every_check_whatever_is_cached() {
    let (running, relay) = post().await;
    running.health().check().await;
    relay.set(Health::unhealthy("cut"));
    let cached = running.health().check().await;
    assert_eq!(cached.status, HealthStatus::Healthy);
    let fresh = running.health().refresh().await;
    assert_eq!(
        (fresh.status, fresh.ready),
        (HealthStatus::Unhealthy, false)
    );
    assert_eq!(count(&relay.fax_runs), 2);
    // What a refresh has found is what others get from then on.
    let cached = running.health().check().await;
    assert_eq!(cached.status, HealthStatus::Unhealthy);
    assert_eq!(count(&relay.runs), 2);
}

#[tokio::test(start_paused = true)]
async fn all_who_ask_while_a_check_runs_share_that_run() {
    let (running, relay) = post().await;
    relay.closed.store(1, Ordering::SeqCst);
    let ask = || {
        let monitor = running.health().clone();
        tokio::spawn(async move { monitor.refresh().await.status })
    };
    let asked: Vec<_> = (0..100).map(|_| ask()).collect();
    settle().await;
    assert_eq!(count(&relay.slow_runs), 1);
    relay.gate.notify_one();
    for asked in asked {
        assert_eq!(asked.await.unwrap(), HealthStatus::Healthy);
    }
    assert_eq!(count(&relay.slow_runs), 1);
}

#[tokio::test(start_paused = true)]
async fn one_who_leaves_takes_the_run_from_nobody() {
    let (running, relay) = post().await;
    relay.closed.store(1, Ordering::SeqCst);
    let ask = || {
        let monitor = running.health().clone();
        tokio::spawn(async move { monitor.check().await.status })
    };
    let (first, second) = (ask(), ask());
    settle().await;
    first.abort();
    settle().await;
    relay.gate.notify_one();
    assert_eq!(second.await.unwrap(), HealthStatus::Healthy);
    assert_eq!(count(&relay.slow_runs), 1);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_everybody_left_is_given_up_and_the_next_one_has_its_whole_time() {
    let (running, relay) = post().await;
    relay.closed.store(1, Ordering::SeqCst);
    let monitor = running.health().clone();
    let gone = tokio::spawn(async move { monitor.check().await });
    settle().await;
    gone.abort();
    settle().await;
    tokio::time::advance(Duration::from_secs(10)).await;
    relay.closed.store(0, Ordering::SeqCst);
    let report = running.health().check().await;
    assert_eq!(report.status, HealthStatus::Healthy);
    assert_eq!(count(&relay.slow_runs), 2);
}

#[test]
fn many_threads_that_ask_never_run_a_check_twice_at_once() {
    #[provides]
    struct Busy {
        #[value(AtomicUsize::new(0))]
        inside: AtomicUsize,
        #[value(AtomicUsize::new(0))]
        most: AtomicUsize,
    }
    struct BusyModule;
    #[module(components = [Busy])]
    impl BusyModule {
        #[health(cache = "0s", timeout = "60s")]
        async fn alone(busy: &Busy) -> Health {
            let inside = busy.inside.fetch_add(1, Ordering::SeqCst) + 1;
            busy.most.fetch_max(inside, Ordering::SeqCst);
            tokio::task::yield_now().await;
            busy.inside.fetch_sub(1, Ordering::SeqCst);
            Health::healthy()
        }
    }
    #[app(modules = [BusyModule], expose = [Busy])]
    struct Office;

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let running = Office::builder().start().await.unwrap();
        let askers: Vec<_> = (0..8)
            .map(|_| {
                let monitor = running.health().clone();
                tokio::spawn(async move {
                    for _ in 0..500 {
                        assert!(monitor.refresh().await.ready);
                    }
                })
            })
            .collect();
        for asker in askers {
            asker.await.unwrap();
        }
        assert_eq!(count(&running.get::<Busy>().most), 1);
        running.stop().await.unwrap();
    });
}

#[tokio::test(start_paused = true)]
async fn a_check_that_hangs_or_panics_in_an_application_is_unhealthy_with_the_reason() {
    let (running, relay) = post().await;
    relay.closed.store(1, Ordering::SeqCst);
    let report = running.health().check().await;
    let slow = &report.checks[2];
    assert_eq!(slow.message.as_deref(), Some("no answer within 1s"));
    assert_eq!((slow.took_ms, report.ready), (1000, false));
    relay.closed.store(0, Ordering::SeqCst);
    // The lock is poisoned: the check that takes it panics.
    let poisoned = Arc::clone(&relay);
    let poison = std::thread::spawn(move || {
        let _guard = poisoned.health.lock().unwrap();
        panic!("poison");
    });
    assert!(poison.join().is_err());
    let message = line(&running).await.message.unwrap();
    assert!(message.starts_with("panicked: "), "{message}");
}

#[tokio::test]
async fn a_temporary_error_is_degraded_and_stays_ready() {
    let (running, relay) = post().await;
    let answer = |temporary: bool| {
        let error: Result<(), &str> = Err("no answer");
        Health::tolerating(error, |_| temporary)
    };
    relay.set(answer(true));
    let report = running.health().refresh().await;
    assert_eq!(
        (report.status, report.ready),
        (HealthStatus::Degraded, true)
    );
    assert_eq!(report.checks[0].message.as_deref(), Some("no answer"));
    relay.set(answer(false));
    assert!(!running.health().refresh().await.ready);
    assert_eq!(
        Health::tolerating(Ok::<(), &str>(()), |_| false),
        Health::healthy()
    );
}

#[tokio::test]
async fn readiness_leaves_optional_checks_out_and_health_does_not() {
    let (running, relay) = post().await;
    *relay.fax.lock().unwrap() = Health::unhealthy("no paper");
    let report = running.health().refresh().await;
    assert_eq!(
        (report.status, report.ready),
        (HealthStatus::Unhealthy, true)
    );
    assert_eq!(
        (report.checks[0].optional, report.checks[1].optional),
        (false, true)
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_report_has_details_and_the_time_by_the_applications_clock() {
    let hand = ManualClock::at_unix_millis(1_000);
    let running = Post::builder()
        .clock(Clock::manual(&hand))
        .start()
        .await
        .unwrap();
    let health = Health::degraded("busy").detail("queued", 7);
    running.get::<Relay>().set(health.detail("last", "42nd"));
    let first = running.health().check().await.checks.remove(0);
    assert_eq!(first.at_unix_ms, 1_000);
    let details: Vec<_> = first.details.iter().collect();
    assert_eq!(details.len(), 2);
    assert_eq!(first.details["queued"], 7);
    assert_eq!(first.details["last"], "42nd");
    hand.advance(Duration::from_secs(1));
    assert_eq!(line(&running).await.at_unix_ms, 2_000);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_change_is_told_once_two_runs_agree_on_it_and_flickering_is_not() {
    let recorder = Recorder::new();
    let running = Post::builder()
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    let relay = running.get::<Relay>();
    let (up, down) = (Health::healthy, || Health::unhealthy("cut"));
    for health in [up(), down(), up(), down(), up(), up()] {
        relay.set(health);
        running.health().refresh().await;
    }
    for health in [down(), down(), down(), up(), up(), up()] {
        relay.set(health);
        running.health().refresh().await;
        // What is cached is not another run.
        running.health().check().await;
    }
    running.stop().await.unwrap();
    let told: Vec<_> = recorder
        .events()
        .into_iter()
        .filter(|event| matches!(event.kind, EventKind::HealthChanged(_)))
        .map(|event| event.kind.to_string())
        .collect();
    assert_eq!(
        told,
        [
            "health RelayModule::line: healthy -> unhealthy: cut",
            "health RelayModule::line: unhealthy -> healthy",
        ]
    );
}

#[tokio::test]
async fn it_has_started_from_the_end_of_the_start_to_the_end_of_the_stop() {
    #[provides(keep)]
    struct Seen {
        #[value(Mutex::default())]
        seen: Mutex<Vec<bool>>,
    }
    struct SeenModule;
    #[module(components = [Seen])]
    impl SeenModule {
        #[on_start]
        fn start(seen: &Seen, health: &HealthMonitor) {
            seen.seen.lock().unwrap().push(health.has_started());
        }

        #[on_stop]
        fn stop(seen: &Seen, health: &HealthMonitor) {
            seen.seen.lock().unwrap().push(health.has_started());
        }
    }
    #[app(modules = [SeenModule], expose = [Seen])]
    struct Watch;

    let running = Watch::builder().start().await.unwrap();
    let (seen, monitor) = (Arc::clone(running.get::<Seen>()), running.health().clone());
    assert!(monitor.has_started());
    running.stop().await.unwrap();
    assert_eq!(*seen.seen.lock().unwrap(), [false, true]);
    assert!(!monitor.has_started());
}

pub(crate) struct GuessModule;

#[module]
impl GuessModule {
    #[health]
    fn nothing() -> Option<Health> {
        None
    }

    #[health]
    fn something() -> Option<Result<(), String>> {
        Some(Ok(()))
    }

    #[health]
    fn asked() -> Health {
        Health::unknown("nobody has looked")
    }
}

#[app(modules = [GuessModule])]
struct Guess;

#[tokio::test]
async fn what_nobody_knows_counts_as_unhealthy() {
    let running = Guess::builder().start().await.unwrap();
    let report = running.health().check().await;
    assert_eq!(
        (report.status, report.ready),
        (HealthStatus::Unhealthy, false)
    );
    let found: Vec<_> = report
        .checks
        .iter()
        .map(|check| (check.status, check.message.as_deref()))
        .collect();
    let expected = [
        (
            HealthStatus::Unhealthy,
            Some("unknown: there is no answer yet"),
        ),
        (HealthStatus::Healthy, None),
        (HealthStatus::Unhealthy, Some("unknown: nobody has looked")),
    ];
    assert_eq!(found, expected);
    running.stop().await.unwrap();
}
