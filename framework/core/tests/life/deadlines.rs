use std::{
    sync::{Mutex, mpsc},
    time::Duration,
};

use purlin::{
    error::Error,
    lifecycle::{Deadlines, Phase},
    prelude::*,
};
use tokio::time::Instant;

use crate::{
    chain::{Chain, settle, stopped},
    stage::{Fault, journal, plan},
};

#[tokio::test(start_paused = true)]
async fn a_start_hook_that_hangs_is_named_at_its_deadline() {
    plan("beta.start", Fault::Hang);
    let began = Instant::now();
    let error = Chain::builder()
        .start_deadline(Duration::from_secs(7))
        .start()
        .await
        .unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(7));
    assert_eq!(
        error.to_string(),
        "[PL1103] `BetaModule::start` did not finish within 7s"
    );
    assert!(error.hint().is_some_and(|hint| hint.contains("chain.rs:")));
}

#[tokio::test(start_paused = true)]
async fn an_asynchronous_provider_that_hangs_is_named_at_its_deadline() {
    plan("beta.make", Fault::Hang);
    let error = Chain::builder().start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "[PL1103] `BetaModule::beta` did not finish within 60s"
    );
}

#[tokio::test(start_paused = true)]
async fn a_stop_hook_that_hangs_is_cut_off_and_the_rest_still_stops() {
    plan("gamma.stop", Fault::Hang);
    let running = Chain::builder().start().await.unwrap();
    settle().await;
    journal();
    let began = Instant::now();
    let errors = running.stop().await.unwrap_err();
    // The whole stop has 30 s, and a tenth is for the rest.
    assert_eq!(began.elapsed(), Duration::from_secs(27));
    let texts: Vec<_> = errors.iter().map(Error::to_string).collect();
    assert_eq!(
        texts,
        [
            "[PL1105] `GammaModule::stop` did not stop within its share of the 30s of the whole \
             stop and was cut off"
        ]
    );
    assert_eq!(journal(), stopped(&["delta", "gamma", "beta", "alpha"]));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_hangs_is_aborted_and_the_stop_hook_of_its_module_has_its_own_time() {
    plan("gamma.task", Fault::Hang);
    let running = Chain::builder()
        .deadlines(Deadlines {
            stop_each: Duration::from_secs(5),
            ..Deadlines::default()
        })
        .start()
        .await
        .unwrap();
    settle().await;
    journal();
    let began = Instant::now();
    let errors = running.stop().await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(5));
    let texts: Vec<_> = errors.iter().map(Error::to_string).collect();
    assert_eq!(
        texts,
        ["[PL1105] `GammaModule::work` did not stop within 5s and was cut off"]
    );
    let mut expected = stopped(&["delta", "gamma", "beta", "alpha"]);
    expected.retain(|line| line != "gamma.task told");
    assert_eq!(journal(), expected);
}

#[tokio::test(start_paused = true)]
async fn whatever_hangs_leaves_a_tenth_of_the_whole_stop_to_the_rest() {
    plan("gamma.stop", Fault::Hang);
    plan("beta.stop", Fault::Hang);
    let running = Chain::builder()
        .deadlines(Deadlines {
            stop_each: Duration::from_mins(1),
            stop: Duration::from_secs(40),
            ..Deadlines::default()
        })
        .start()
        .await
        .unwrap();
    settle().await;
    journal();
    let began = Instant::now();
    let errors = running.stop().await.unwrap_err();
    // Nine tenths of 40 s, then nine tenths of the 4 s that were left.
    assert_eq!(began.elapsed(), Duration::from_millis(39_600));
    assert_eq!(
        errors[1].message(),
        "`BetaModule::stop` did not stop within its share of the 40s of the whole stop and was \
         cut off"
    );
    assert!(journal().ends_with(&stopped(&["alpha"])));
}

#[tokio::test]
async fn deadlines_may_be_longer_than_the_clock_can_count() {
    let running = Chain::builder()
        .start_deadline(Duration::MAX)
        .stop_deadline(Duration::MAX)
        .start()
        .await
        .unwrap();
    running.stop().await.unwrap();
}

mod blocking {
    use super::{Mutex, Stop, app, module, mpsc};

    /// Only the test below uses it.
    pub(super) static GATE: Mutex<Option<mpsc::Receiver<()>>> = Mutex::new(None);

    pub(super) struct BlockingModule;

    #[module]
    impl BlockingModule {
        #[task]
        fn block(_stop: Stop) {
            let gate = GATE.lock().unwrap().take();
            if let Some(gate) = gate {
                let _ = gate.recv();
            }
        }
    }

    #[app(modules = [BlockingModule])]
    pub(super) struct Blocking;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_that_blocks_its_thread_is_told_of_and_not_waited_for() {
    let (go, gate) = mpsc::channel();
    *blocking::GATE.lock().unwrap() = Some(gate);
    let running = blocking::Blocking::builder()
        .stop_deadline(Duration::from_millis(20))
        .start()
        .await
        .unwrap();
    assert_eq!(running.phase(), Phase::Running);
    while blocking::GATE.lock().unwrap().is_some() {
        tokio::task::yield_now().await;
    }
    let errors = running.stop().await.unwrap_err();
    assert_eq!(
        errors[0].message(),
        "`BlockingModule::block` did not stop within its share of the 20ms of the whole stop and \
         still blocks its thread"
    );
    drop(go);
}
