//! Jobs are printed in order, also when the paper jams and when the application stops.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use purlin::{
    prelude::*,
    testing::{Recording, TestApp},
};
use workers::{Counter, JobQueue, PaperJam, PrintShop, Printer, Refused};

/// Jams so often, then prints.
struct Jamming {
    jams: AtomicU32,
    printed: Recording<String>,
}

impl Printer for Jamming {
    fn print(&self, job: &str) -> Result<(), PaperJam> {
        let left = self.jams.load(Ordering::SeqCst);
        if left > 0 {
            self.jams.store(left - 1, Ordering::SeqCst);
            return Err(PaperJam);
        }
        self.printed.push(job.to_owned());
        Ok(())
    }
}

fn shop(jams: u32, jobs: &Recording<String>) -> TestApp<PrintShop> {
    let printer = Jamming {
        jams: AtomicU32::new(jams),
        printed: jobs.clone(),
    };
    TestApp::new()
        .config("press.first", Vec::<&str>::new())
        .replace::<dyn Printer>(Arc::new(printer))
}

#[tokio::test(start_paused = true)]
async fn a_job_that_fails_is_there_after_the_restart() {
    let printed = Recording::new();
    let app = shop(2, &printed).start().await.unwrap();
    app.get::<Counter>().hand_in("poster").unwrap();
    // Restarts wait for one second, then for two.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(printed.all().is_empty());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(printed.all(), ["poster"]);
    assert!(app.get::<JobQueue>().is_empty());

    let restarts = app.events().lines();
    let restarts = restarts.iter().filter(|line| line.contains("restarts ("));
    assert_eq!(restarts.count(), 2);
    app.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_press_that_jams_again_and_again_is_given_up() {
    let app = shop(100, &Recording::new()).start().await.unwrap();
    app.get::<Counter>().hand_in("poster").unwrap();
    tokio::time::sleep(Duration::from_mins(1)).await;
    let events = app.events().lines();
    assert!(
        events.iter().any(|line| line.contains("the paper jams")),
        "{events:#?}"
    );
    assert!(!app.health().refresh().await.ready);
    assert_eq!(app.get::<JobQueue>().len(), 1, "the job is still there");
}

#[tokio::test]
async fn more_jobs_than_there_is_room_for_are_refused() {
    let printed = Recording::new();
    let app = shop(0, &printed).config("press.room", 2).start().await;
    let app = app.unwrap();
    let counter = app.get::<Counter>();
    // Nothing is printed before this test waits for something.
    assert_eq!(counter.hand_in("one"), Ok(()));
    assert_eq!(counter.hand_in("two"), Ok(()));
    assert_eq!(counter.hand_in("three"), Err(Refused::Full));
    app.stop().await;
    assert_eq!(printed.all(), ["one", "two"]);
}

#[tokio::test]
async fn what_waits_is_finished_before_the_stop_and_nothing_new_is_taken() {
    let printed = Recording::new();
    let app = shop(0, &printed).start().await.unwrap();
    let counter = Arc::clone(app.get::<Counter>());
    counter.hand_in("one").unwrap();
    counter.hand_in("two").unwrap();
    app.stop().await;
    assert_eq!(printed.all(), ["one", "two"]);
    assert_eq!(counter.hand_in("late"), Err(Refused::Closed));
}

#[tokio::test]
async fn a_receipt_is_written_in_the_background() {
    let app = shop(0, &Recording::new()).start().await.unwrap();
    app.get::<Counter>().hand_in("card").unwrap();
    while !app.get::<Tasks>().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(app.logs().contain("receipt job=\"card\""));
    app.stop().await;
}
