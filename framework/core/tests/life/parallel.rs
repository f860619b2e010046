//! Modules that start at once: who waits for whom, and that nothing else is different.

use std::time::Duration;

use purlin::{lifecycle::Stop, prelude::*, testing::Recorder};
use tokio::time::{Instant, sleep};

use crate::{
    chain::{AlphaModule, BetaModule, Chain, DeltaModule, GammaModule, settle},
    stage::{Fault, Noted, act, interrupt_at, journal, mend, note, plan},
};

/// A module whose start takes so many seconds, and what it needs.
macro_rules! slow {
    ($service:ident, $module:ident, $name:literal, $seconds:literal $(, $needed:ident: $type:ty)*) => {
        struct $service(#[expect(dead_code, reason = "it is dropped")] Noted);

        struct $module;

        #[module]
        impl $module {
            #[provides]
            fn make($($needed: Arc<$type>),*) -> $service {
                note(concat!($name, " made"));
                $(drop($needed);)*
                $service(Noted(concat!("drop ", $name)))
            }

            #[on_start]
            async fn start(_it: &$service) -> Result<(), Error> {
                sleep(Duration::from_secs($seconds)).await;
                act(concat!($name, " started")).await
            }

            #[health]
            fn check(_it: &$service) -> Health {
                Health::healthy()
            }

            #[task]
            async fn work(_it: Arc<$service>, stop: Stop) {
                stop.requested().await;
                note(concat!($name, " told"));
            }

            #[on_stop]
            async fn stop(_it: &$service) {
                note(concat!($name, " stop"));
            }
        }
    };
}

slow!(Base, BaseModule, "base", 1);
slow!(Left, LeftModule, "left", 2, base: Base);
slow!(Right, RightModule, "right", 3, base: Base);
slow!(Top, TopModule, "top", 1, left: Left, right: Right);
slow!(Alone, AloneModule, "alone", 4);

#[app(modules = [TopModule, AloneModule, RightModule, LeftModule, BaseModule], expose = [Alone], startup = parallel)]
struct Parallel;

#[app(modules = [TopModule, AloneModule, RightModule, LeftModule, BaseModule], expose = [Alone], startup = sequential)]
struct Sequential;

fn stops(names: &[&str]) -> Vec<String> {
    let stop = |name: &&str| {
        [
            format!("{name} told"),
            format!("{name} stop"),
            format!("drop {name}"),
        ]
    };
    names.iter().flat_map(stop).collect()
}

#[tokio::test(start_paused = true)]
async fn modules_that_do_not_need_each_other_overlap_and_dependents_wait() {
    let began = Instant::now();
    let running = Sequential::builder().start().await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(11));
    running.stop().await.unwrap();
    journal();

    let began = Instant::now();
    let running = Parallel::builder().start().await.unwrap();
    // The longest way is that by the base, the right and the top.
    assert_eq!(began.elapsed(), Duration::from_secs(5));
    assert_eq!(
        journal(),
        [
            "base made",
            "alone made",
            "base started",
            "left made",
            "right made",
            "left started",
            "alone started",
            "right started",
            "top made",
            "top started",
        ]
    );
    running.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn events_checks_and_the_stop_have_the_order_of_the_graph_all_the_same() {
    macro_rules! live {
        ($app:ident) => {{
            let recorder = Recorder::new();
            let app = $app::builder().observe(recorder.observer());
            let running = app.start().await.unwrap();
            settle().await;
            let checks = running.health().check().await.checks;
            let checks: Vec<_> = checks.into_iter().map(|check| check.name).collect();
            journal();
            running.stop().await.unwrap();
            (recorder.lines(), checks, journal())
        }};
    }
    let (sequential, parallel) = (live!(Sequential), live!(Parallel));
    assert_eq!(parallel, sequential);
    assert_eq!(
        parallel.2,
        stops(&["alone", "top", "right", "left", "base"])
    );
}

const BEGUN: [&str; 5] = [
    "module BaseModule starting",
    "module BaseModule started",
    "module LeftModule starting",
    "module RightModule starting",
    "module AloneModule starting",
];

/// The base had started; of the three that had begun the services go, and nothing else is run.
#[track_caller]
fn only_the_base_is_stopped(lines: &[String]) {
    let began = lines.iter().position(|line| line == "starting").unwrap();
    assert_eq!(lines[began + 1..began + 6], BEGUN);
    let drops = ["drop alone", "drop right", "drop left"].map(str::to_owned);
    let expected = [&drops[..], &stops(&["base"])].concat();
    let journal = journal();
    assert!(journal.ends_with(&expected), "{journal:?}");
    assert!(!journal.iter().any(|line| line.starts_with("top")));
}

#[tokio::test(start_paused = true)]
async fn a_failure_cuts_what_is_starting_and_stops_exactly_what_had_started() {
    for (fault, told) in [
        (Fault::Error, "[STAGE1] left started is broken"),
        (Fault::Panic, "panicked: left started panics"),
    ] {
        plan("left started", fault);
        let recorder = Recorder::new();
        let app = Parallel::builder().observe(recorder.observer());
        let began = Instant::now();
        let error = app.start().await.unwrap_err();
        assert_eq!(began.elapsed(), Duration::from_secs(3));
        assert_eq!((error.code(), error.related().len()), ("PL1102", 0));
        let lines = recorder.lines();
        let line = "module LeftModule failed: [PL1102] start hook `LeftModule::start` failed";
        assert!(lines.contains(&format!("{line}: {told}")), "{lines:?}");
        only_the_base_is_stopped(&lines);
    }
}

#[tokio::test(start_paused = true)]
async fn each_hook_has_the_start_deadline_of_its_own_and_the_first_that_hangs_is_named() {
    plan("right started", Fault::Hang);
    let recorder = Recorder::new();
    let app = Parallel::builder().observe(recorder.observer());
    let began = Instant::now();
    // All the others are done by then, each within its time.
    let limit = Duration::from_secs(4) + Duration::from_millis(1);
    let error = app.start_deadline(limit).start().await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(1) + limit);
    assert_eq!(
        error.to_string(),
        "[PL1103] `RightModule::start` did not finish within 4.001s"
    );
    let left = ["alone", "drop right", "left", "base"];
    let expected: Vec<_> = left
        .iter()
        .flat_map(|name| match name.strip_prefix("drop ") {
            Some(_) => vec![(*name).to_owned()],
            None => stops(&[name]),
        })
        .collect();
    let journal = journal();
    assert!(journal.ends_with(&expected), "{journal:?}");
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_gives_the_start_up_at_once() {
    let stop = Stop::new();
    interrupt_at("base started", &stop);
    let began = Instant::now();
    let app = Parallel::builder().interrupt_on(&stop);
    let error = app.start().await.unwrap_err();
    assert_eq!((error.code(), error.related().len()), ("PL1109", 0));
    assert_eq!(began.elapsed(), Duration::from_secs(1));
    let journal = journal();
    assert!(!journal.iter().any(|line| line.starts_with("top")));
    assert!(journal.ends_with(&stops(&["base"])), "{journal:?}");
}

#[tokio::test(start_paused = true)]
async fn a_start_that_is_dropped_half_way_leaves_nothing() {
    let starting = Parallel::builder().start();
    let cut = tokio::time::timeout(Duration::from_millis(1500), starting).await;
    assert!(cut.is_err());
    settle().await;
    let journal = journal();
    for name in ["base", "left", "right", "alone"] {
        assert!(journal.contains(&format!("drop {name}")), "{journal:?}");
    }
    assert!(journal.contains(&"base told".to_owned()));
}

#[app(modules = [DeltaModule, GammaModule, BetaModule, AlphaModule], startup = parallel)]
struct ParallelChain;

#[tokio::test(start_paused = true)]
async fn modules_that_all_need_each_other_live_as_they_do_one_after_another() {
    /// What a life was like from the outside.
    macro_rules! live {
        ($app:ident, $point:expr, $fault:expr) => {{
            plan($point, $fault);
            let recorder = Recorder::new();
            let app = $app::builder().observe(recorder.observer());
            let errors = match app.start().await {
                Ok(running) => {
                    settle().await;
                    running.stop().await.err().unwrap_or_default()
                }
                Err(error) => vec![error],
            };
            mend();
            let errors: Vec<_> = errors.iter().map(Error::render).collect();
            (recorder.lines(), errors, journal())
        }};
    }
    for module in ["alpha", "beta", "gamma", "delta"] {
        for (kind, faults) in [
            ("part", &[Fault::Error, Fault::Panic][..]),
            ("make", &[Fault::Error, Fault::Panic, Fault::Hang]),
            ("start", &[Fault::Error, Fault::Panic, Fault::Hang]),
            ("task", &[Fault::Error, Fault::Panic]),
            ("stop", &[Fault::Error, Fault::Panic, Fault::Hang]),
        ] {
            let point: &'static str = format!("{module}.{kind}").leak();
            for &fault in faults {
                let sequential = live!(Chain, point, fault);
                let parallel = live!(ParallelChain, point, fault);
                assert_eq!(parallel, sequential, "{point} {fault:?}");
                assert!(!parallel.0.is_empty() && !parallel.2.is_empty());
            }
        }
    }
}

struct ImportingModule;

#[module(imports = [AloneModule])]
impl ImportingModule {
    #[on_start]
    async fn start() {
        note("importing started");
    }
}

#[app(modules = [ImportingModule], expose = [Alone], startup = parallel)]
struct Importing;

#[tokio::test(start_paused = true)]
async fn a_module_that_asks_another_for_nothing_does_not_wait_for_it() {
    let running = Importing::builder().start().await.unwrap();
    assert_eq!(
        journal(),
        ["alone made", "importing started", "alone started"]
    );
    running.stop().await.unwrap();
}
