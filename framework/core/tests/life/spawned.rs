//! Tasks that are spawned by hand: results, panics, and the stop.

use std::{future::pending, sync::mpsc, time::Duration};

use purlin::{
    app::Running,
    lifecycle::{TaskError, Tasks},
    prelude::*,
    testing::Recorder,
};
use tokio::{sync::Notify, time::Instant};

use crate::{
    chain::settle,
    stage::{journal, note},
};

#[provides]
struct Store;

struct StoreModule;

#[module(components = [Store])]
impl StoreModule {
    #[on_stop]
    fn close(_store: &Store, tasks: &Tasks) {
        note(format!("close, {} tasks", tasks.len()));
        // It is too late.
        drop(tasks.spawn("late", async { note("late") }));
    }
}

#[app(modules = [StoreModule], expose = [Tasks])]
struct Shop;

async fn open() -> (Running<Shop>, Recorder, Arc<Tasks>) {
    let recorder = Recorder::new();
    let shop = Shop::builder().observe(recorder.observer());
    let running = shop.start().await.unwrap();
    let tasks = Arc::clone(running.get::<Tasks>());
    (running, recorder, tasks)
}

#[tokio::test]
async fn a_task_gives_its_result_and_is_no_longer_listed() {
    let (running, _, tasks) = open().await;
    let sum = tasks.spawn("sum", async { 1 + 2 });
    assert_eq!(tasks.len(), 1);
    assert_eq!(sum.await, Ok(3));
    assert!(tasks.is_empty());
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_panic_is_a_result_and_an_event_and_hurts_nobody() {
    let (running, recorder, tasks) = open().await;
    let bad = tasks.spawn("bad", async { panic!("no paper") });
    let ended: Result<(), _> = bad.await;
    let error = ended.unwrap_err();
    assert_eq!(error, TaskError::Panicked("panicked: no paper".to_owned()));
    let error = Error::from(error);
    assert_eq!(
        (error.code(), error.message()),
        ("PL1106", "a task has no result")
    );
    assert!(running.health().refresh().await.ready);
    running.stop().await.unwrap();
    let line = "[PL1106] task `bad` failed: panicked: no paper".to_owned();
    assert!(recorder.lines().contains(&line), "{:?}", recorder.lines());
}

#[tokio::test]
async fn a_task_goes_on_without_its_handle() {
    let (running, _, tasks) = open().await;
    let go = Arc::new(Notify::new());
    let gate = Arc::clone(&go);
    drop(tasks.spawn("alone", async move {
        gate.notified().await;
        note("done");
    }));
    settle().await;
    go.notify_one();
    settle().await;
    assert_eq!(journal(), ["done"]);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn one_task_is_cancelled_by_its_handle_and_others_are_not() {
    let (running, _, tasks) = open().await;
    let one = tasks.spawn("one", pending::<()>());
    let other = tasks.spawn("other", pending::<()>());
    let told = tasks.spawn_until("told", |stop| async move { stop.requested().await });
    one.cancel();
    told.cancel();
    assert_eq!(one.await, Err(TaskError::Cancelled));
    assert_eq!(told.await, Ok(()));
    assert_eq!(tasks.len(), 1);
    running.stop().await.unwrap();
    assert_eq!(other.await, Err(TaskError::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn a_stop_cancels_and_joins_all_of_them_before_the_first_module_stops() {
    let (running, _, tasks) = open().await;
    let cut = tasks.spawn("cut", pending::<()>());
    let finishes = tasks.spawn_until("finishes", |stop| async move {
        stop.requested().await;
        tokio::time::sleep(Duration::from_secs(5)).await;
        note("finished");
        7
    });
    settle().await;
    let began = Instant::now();
    running.stop().await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(5));
    assert_eq!(journal(), ["finished", "close, 0 tasks"]);
    assert_eq!(cut.await, Err(TaskError::Cancelled));
    assert_eq!(finishes.await, Ok(7));
}

#[tokio::test(start_paused = true)]
async fn one_that_overruns_the_stop_is_cut_off_and_named() {
    let (running, recorder, tasks) = open().await;
    let deaf = tasks.spawn_until("deaf", |_| pending::<()>());
    let began = Instant::now();
    let errors = running.stop().await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(27));
    assert_eq!((errors.len(), errors[0].code()), (1, "PL1105"));
    let message =
        "task `deaf` did not stop within its share of the 30s of the whole stop and was cut off";
    assert_eq!(errors[0].message(), message);
    assert!(recorder.lines().contains(&format!("[PL1105] {message}")));
    assert_eq!(deaf.await, Err(TaskError::Cancelled));
    assert_eq!(journal(), ["close, 0 tasks"]);
}

#[test]
fn one_that_blocks_its_thread_is_told_apart_and_left_behind() {
    let (go, gate) = mpsc::channel::<()>();
    let (entered, inside) = mpsc::channel();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .unwrap();
    let errors = runtime.block_on(async {
        let shop = Shop::builder().stop_deadline(Duration::from_millis(50));
        let running = shop.start().await.unwrap();
        let work = async move {
            entered.send(()).unwrap();
            let _ = gate.recv();
        };
        drop(running.get::<Tasks>().spawn("blocked", work));
        inside.recv().unwrap();
        running.stop().await.unwrap_err()
    });
    assert_eq!(
        errors[0].message(),
        "task `blocked` did not stop within its share of the 50ms of the whole stop and still \
         blocks its thread"
    );
    drop(go);
}

#[tokio::test]
async fn dropping_the_application_cancels_them() {
    let (running, _, tasks) = open().await;
    let work = tasks.spawn("work", pending::<()>());
    drop(running);
    assert_eq!(work.await, Err(TaskError::Cancelled));
    let late = tasks.spawn("late", async {});
    assert_eq!(late.await, Err(TaskError::Cancelled));
}

#[test]
fn a_runtime_that_is_gone_cancels_what_is_spawned() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (running, _, tasks) = runtime.block_on(open());
    drop(runtime);
    let late = tasks.spawn("late", async {});
    assert!(tasks.is_empty());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    assert_eq!(runtime.block_on(late), Err(TaskError::Cancelled));
    drop(running);
}

#[test]
fn many_threads_that_spawn_during_a_stop_lose_no_task() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_time()
        .build()
        .unwrap();
    for _ in 0..50 {
        runtime.block_on(async {
            let (running, _, tasks) = open().await;
            let spawners: Vec<_> = (0..4)
                .map(|_| {
                    let tasks = Arc::clone(&tasks);
                    tokio::spawn(async move {
                        let mut handles = Vec::new();
                        for _ in 0..100 {
                            handles.push(tasks.spawn("one of many", pending::<()>()));
                            tokio::task::yield_now().await;
                        }
                        handles
                    })
                })
                .collect();
            tokio::task::yield_now().await;
            running.stop().await.unwrap();
            assert!(tasks.is_empty());
            for spawner in spawners {
                for handle in spawner.await.unwrap() {
                    assert_eq!(handle.await, Err(TaskError::Cancelled));
                }
            }
            assert!(tasks.is_empty());
        });
    }
}
