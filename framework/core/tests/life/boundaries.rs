//! What applications have to do with what is around them: each other, configuration, threads.

use purlin::{app::Running, prelude::*, testing::Recorder};

use crate::{
    chain::{Alpha, Chain},
    stage::{journal, note},
};

struct Counter {
    start: u32,
}

struct CountModule;

/// How counting goes.
#[config(prefix = "count")]
struct CountConfig {
    /// Where it starts.
    start: u32,
}

#[module(config = CountConfig)]
impl CountModule {
    #[provides]
    fn counter(config: &CountConfig) -> Counter {
        note("counter made");
        Counter {
            start: config.start,
        }
    }
}

#[app(modules = [CountModule], expose = [Counter])]
struct Count;

#[tokio::test]
async fn two_applications_in_one_process_do_not_see_each_other() {
    let start = |value: u32| Count::builder().config("count.start", value).start();
    let (one, two) = tokio::join!(start(1), start(2));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(
        (one.get::<Counter>().start, two.get::<Counter>().start),
        (1, 2)
    );
    let health = two.health().clone();
    one.stop().await.unwrap();
    assert!(health.check().await.ready);
    two.stop().await.unwrap();
    assert!(!health.check().await.ready);
}

#[tokio::test]
async fn a_problem_of_the_configuration_stops_before_anything_is_made() {
    let recorder = Recorder::new();
    let error = Count::builder()
        .observe(recorder.observer())
        .start()
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PL1000");
    assert!(journal().is_empty());
    assert_eq!(recorder.lines(), ["failed: [PL1000]"]);
}

#[tokio::test]
async fn a_service_that_outlives_its_application_is_the_callers() {
    let running = Chain::builder().start().await.unwrap();
    let alpha = Arc::clone(running.get::<Alpha>());
    running.stop().await.unwrap();
    assert!(!journal().contains(&"drop alpha".to_owned()));
    drop(alpha);
    assert_eq!(journal(), ["drop alpha", "drop alpha.part"]);
}

#[test]
fn an_application_can_be_started_shared_and_stopped_on_any_thread() {
    fn send<T: Send>(_: &T) {}
    fn sync<T: Send + Sync>() {}
    sync::<Running<Chain>>();
    send(&Chain::builder());
    send(&Chain::builder().start());
    let stop = |running: Running<Chain>| send(&running.stop());
    let _ = stop;
}
