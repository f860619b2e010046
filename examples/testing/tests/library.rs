//! What a test can replace, set, move and look at; one test for each.

use std::time::Duration;

use purlin::{
    prelude::*,
    testing::{Recording, TestApp},
};
use testing::{Library, Loans, Postman};

/// Stands in the place of the postman, and keeps what it was told.
struct FakePostman(Recording<String>);

impl Postman for FakePostman {
    fn send(&self, to: &str, text: &str) {
        self.0.push(format!("{to}: {text}"));
    }
}

const DAY: Duration = Duration::from_hours(24);

/// The application as most tests want it, and the letters that it sends.
fn library() -> (TestApp<Library>, Recording<String>) {
    let letters = Recording::new();
    let postman = Arc::new(FakePostman(letters.clone()));
    let app = TestApp::new().replace::<dyn Postman>(postman);
    (app, letters)
}

#[tokio::test]
async fn a_service_is_replaced_and_the_clock_moves_when_the_test_says_so() {
    let (app, letters) = library();
    let app = app.start().await.unwrap();
    let loans = app.get::<Loans>();
    loans.lend("Walden", "ada");
    app.advance(13 * DAY);
    loans.remind();
    assert!(letters.all().is_empty());
    app.advance(DAY);
    loans.remind();
    assert_eq!(letters.take(), ["ada: Walden is due"]);
    loans.remind();
    assert!(letters.all().is_empty(), "once is enough");
    app.stop().await;
}

#[tokio::test]
async fn settings_are_those_of_the_test() {
    let (app, letters) = library();
    let app = app.config("library.days", 1).start().await.unwrap();
    app.get::<Loans>().lend("Walden", "ada");
    app.advance(DAY);
    app.get::<Loans>().remind();
    assert_eq!(letters.all().len(), 1);
    app.stop().await;

    let (app, _) = library();
    let refused = app.config("library.days", 0).start().await.unwrap_err();
    assert!(refused.render().contains("library.days"), "{refused}");
}

/// Timers are those of tokio: with `start_paused` an hour passes as soon as nobody has anything else
/// to do.
#[tokio::test(start_paused = true)]
async fn a_task_runs_by_timers_that_do_not_wait() {
    let (app, letters) = library();
    let app = app.start().await.unwrap();
    app.get::<Loans>().lend("Walden", "ada");
    app.advance(14 * DAY);
    tokio::time::sleep(Duration::from_mins(61)).await;
    assert_eq!(letters.all(), ["ada: Walden is due"]);
    app.stop().await;
}

#[tokio::test]
async fn what_was_logged_is_kept() {
    let (app, _) = library();
    let app = app.start().await.unwrap();
    app.get::<Loans>().lend("Walden", "ada");
    let lines = app.logs().lines();
    let lent = r#"INFO testing: lent title="Walden" to="ada""#;
    assert!(lines.iter().any(|line| line == lent), "{lines:#?}");
    app.stop().await;
}

#[tokio::test]
async fn what_happened_is_kept_in_order() {
    let (app, _) = library();
    let app = app.start().await.unwrap();
    let events = app.events().clone();
    app.stop().await;
    let lines = events.lines();
    let modules = lines.iter().filter(|line| line.contains("LibraryModule"));
    let modules: Vec<&str> = modules.map(String::as_str).collect();
    assert_eq!(
        modules,
        [
            "module LibraryModule starting",
            "module LibraryModule started",
            "module LibraryModule stopping",
            "module LibraryModule stopped",
        ]
    );
}

#[tokio::test]
async fn an_application_can_stop_by_itself() {
    let (app, letters) = library();
    let lent = app.run(async |app| {
        app.get::<Loans>().lend("Walden", "ada");
        app.advance(14 * DAY);
        app.get::<Loans>().remind();
    });
    lent.await.unwrap();
    assert_eq!(letters.all().len(), 1);
}
