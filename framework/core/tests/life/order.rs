use purlin::lifecycle::Phase;
use tokio::sync::oneshot;

use crate::{
    chain::{Chain, mark, settle, started, stopped},
    stage::journal,
};

#[tokio::test]
async fn modules_start_by_dependency_with_services_before_hooks_before_tasks() {
    let running = Chain::builder().start().await.unwrap();
    assert_eq!(journal(), started(&["alpha", "beta", "gamma", "delta"]));
    settle().await;
    assert_eq!(
        journal(),
        ["alpha.task", "beta.task", "gamma.task", "delta.task"]
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn modules_stop_in_reverse_tasks_then_hooks_then_services_in_reverse() {
    let running = Chain::builder().start().await.unwrap();
    settle().await;
    // A check of health that ran before must not keep services alive.
    assert!(running.health().check().await.ready);
    journal();
    mark("stop");
    running.stop().await.unwrap();
    let mut expected = vec!["-- stop".to_owned()];
    expected.extend(stopped(&["delta", "gamma", "beta", "alpha"]));
    assert_eq!(journal(), expected);
}

#[tokio::test]
async fn the_application_is_ready_from_the_end_of_the_start_until_the_first_stop() {
    let running = Chain::builder().start().await.unwrap();
    assert_eq!(running.phase(), Phase::Running);
    let health = running.health().clone();
    assert!(health.check().await.ready);
    running.stop().await.unwrap();
    let report = health.check().await;
    assert!(!report.ready && !health.is_live());
    assert_eq!((report.phase, report.checks.len()), ("stopped", 0));
}

mod readiness {
    use std::sync::Mutex;

    use purlin::prelude::*;
    use tokio::sync::oneshot;

    pub(super) type Sender = oneshot::Sender<(bool, bool)>;

    /// Where the hooks tell what they saw: ready while starting, ready while stopping.
    #[derive(Default)]
    pub(super) struct Seen {
        starting: Mutex<Option<bool>>,
        pub(super) told: Mutex<Option<Sender>>,
    }

    pub(super) struct LookModule;

    #[module]
    impl LookModule {
        #[provides]
        fn seen() -> Seen {
            Seen::default()
        }

        #[on_start]
        async fn start(seen: &Seen, health: &HealthMonitor) {
            let ready = health.check().await.ready;
            *seen.starting.lock().unwrap() = Some(ready);
        }

        #[on_stop]
        async fn stop(seen: &Seen, health: &HealthMonitor) {
            let stopping = health.check().await.ready;
            let starting = seen.starting.lock().unwrap().unwrap_or(true);
            if let Some(told) = seen.told.lock().unwrap().take() {
                let _ = told.send((starting, stopping));
            }
        }
    }

    #[app(modules = [LookModule])]
    pub(super) struct Look;
}

#[tokio::test]
async fn readiness_is_false_in_start_hooks_and_before_the_first_stop_hook_runs() {
    use purlin::app::Lookup;
    let running = readiness::Look::builder().start().await.unwrap();
    let (told, seen) = oneshot::channel();
    *running.get::<readiness::Seen>().told.lock().unwrap() = Some(told);
    assert!(running.health().check().await.ready);
    running.stop().await.unwrap();
    assert_eq!(seen.await, Ok((false, false)));
}

mod independent {
    use purlin::prelude::*;

    use crate::stage::Noted;

    pub(super) struct First {
        _noted: Noted,
    }

    pub(super) struct Second {
        _noted: Noted,
    }

    pub(super) struct PairModule;

    #[module]
    impl PairModule {
        #[provides]
        fn first() -> First {
            First {
                _noted: Noted("drop first"),
            }
        }

        #[provides]
        fn second() -> Second {
            Second {
                _noted: Noted("drop second"),
            }
        }
    }

    #[app(modules = [PairModule], expose = [First, Second])]
    pub(super) struct Pair;
}

#[tokio::test]
async fn services_that_do_not_need_each_other_are_dropped_in_reverse_too() {
    let running = independent::Pair::builder().start().await.unwrap();
    running.stop().await.unwrap();
    assert_eq!(journal(), ["drop second", "drop first"]);
    drop(independent::Pair::builder().start().await.unwrap());
    assert_eq!(journal(), ["drop second", "drop first"]);
}
