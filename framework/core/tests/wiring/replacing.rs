//! What is put into the place of a provider, and what does not run because of it.
#![expect(clippy::unwrap_used, reason = "hooks of tests fail the test")]

use std::sync::Mutex;

use purlin::{prelude::*, scope::Scopes};

pub(crate) trait Mailer: Send + Sync {
    fn send(&self) -> &'static str;
}

static MADE: Mutex<Vec<(usize, &'static str)>> = Mutex::new(Vec::new());

/// Notes what is made, for the test of this number.
fn made(test: usize, what: &'static str) {
    MADE.lock().unwrap().push((test, what));
}

fn what_was_made(test: usize) -> Vec<&'static str> {
    let made = MADE.lock().unwrap();
    made.iter()
        .filter(|(number, _)| *number == test)
        .map(|(_, what)| *what)
        .collect()
}

/// Which test it is.
#[config(prefix = "test")]
pub(crate) struct TestConfig {
    #[config(default = 0)]
    number: usize,
}

pub(crate) struct Relay;
pub(crate) struct Pool;
pub(crate) struct Log;

pub(crate) struct Smtp;

impl Mailer for Smtp {
    fn send(&self) -> &'static str {
        "smtp"
    }
}

pub(crate) struct Queue;

impl Mailer for Queue {
    fn send(&self) -> &'static str {
        "queue"
    }
}

pub(crate) struct Loud(Arc<dyn Mailer>);

impl Mailer for Loud {
    fn send(&self) -> &'static str {
        match self.0.send() {
            "smtp" => "SMTP",
            "queue" => "QUEUE",
            other => other,
        }
    }
}

pub(crate) struct MailModule;

#[module(config = TestConfig)]
impl MailModule {
    /// Only the mailer needs it.
    #[provides]
    fn pool(config: &TestConfig) -> Pool {
        made(config.number, "pool");
        Pool
    }

    #[provides]
    async fn relay(config: Arc<TestConfig>, _pool: Arc<Pool>, _log: Arc<Log>) -> Relay {
        made(config.number, "relay");
        Relay
    }

    /// Others need it too.
    #[provides]
    fn log(config: &TestConfig) -> Log {
        made(config.number, "log");
        Log
    }

    #[provides(as = dyn Mailer)]
    fn smtp(config: &TestConfig, _relay: &Relay) -> Smtp {
        made(config.number, "smtp");
        Smtp
    }

    #[provides(as = dyn Mailer, name = "queue")]
    fn queue(config: &TestConfig) -> Queue {
        made(config.number, "queue");
        Queue
    }

    #[decorates(dyn Mailer)]
    fn loud(inner: Arc<dyn Mailer>) -> Loud {
        Loud(inner)
    }

    #[on_start]
    fn hello(_log: &Log, later: Lazy<dyn Mailer>) {
        let _ = later;
    }
}

#[provides]
pub(crate) struct Letters {
    mailer: Arc<dyn Mailer>,
    #[named("queue")]
    queued: Arc<dyn Mailer>,
    later: Lazy<dyn Mailer>,
    visits: PerRequest<Visit>,
}

pub(crate) struct Visit(u32);

pub(crate) struct LetterModule;

#[module(components = [Letters])]
impl LetterModule {
    #[provides(scope = request)]
    fn visit() -> Visit {
        Visit(1)
    }
}

#[app(modules = [MailModule, LetterModule], expose = [Letters])]
struct Post;

pub(crate) struct Fake;

impl Mailer for Fake {
    fn send(&self) -> &'static str {
        "fake"
    }
}

#[tokio::test]
async fn every_asker_gets_the_replacement_and_what_only_it_needed_does_not_run() {
    let running = Post::builder()
        .config("test.number", 1)
        .replace::<dyn Mailer>(Arc::new(Fake))
        .start()
        .await
        .unwrap();
    let letters = running.get::<Letters>();
    assert_eq!(
        (letters.mailer.send(), letters.queued.send()),
        ("fake", "fake")
    );
    assert_eq!(letters.later.get().send(), "fake");
    assert_eq!(running.get::<dyn Mailer>().send(), "fake");
    // The log has another asker; relay and pool do not.
    assert_eq!(what_was_made(1), ["log"]);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_needed_besides_still_runs() {
    let running = Post::builder()
        .config("test.number", 2)
        .replace::<Relay>(Arc::new(Relay))
        .start()
        .await
        .unwrap();
    assert_eq!(running.get::<Letters>().mailer.send(), "SMTP");
    assert_eq!(what_was_made(2), ["log", "smtp", "queue"]);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn without_a_replacement_everything_runs() {
    let running = Post::builder()
        .config("test.number", 3)
        .start()
        .await
        .unwrap();
    let letters = running.get::<Letters>();
    assert_eq!(
        (letters.mailer.send(), letters.queued.send()),
        ("SMTP", "QUEUE")
    );
    assert_eq!(what_was_made(3), ["pool", "log", "relay", "smtp", "queue"]);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_service_of_a_request_is_replaced_by_its_handle() {
    let running = Post::builder()
        .config("test.number", 4)
        .replace(Arc::new(PerRequest::of(Arc::new(Visit(7)))))
        .start()
        .await
        .unwrap();
    let letters = running.get::<Letters>();
    assert_eq!(letters.visits.get().await.unwrap().0, 7);
    assert_eq!(running.get::<PerRequest<Visit>>().get().await.unwrap().0, 7);
    let inside = Scopes::none().enter(letters.visits.get()).await.unwrap();
    assert_eq!(inside.0, 7);
    running.stop().await.unwrap();
}

/// Stands in the place of every mailer, in an application for tests.
#[provides(as = dyn Mailer)]
pub(crate) struct Silent {
    log: Arc<Log>,
}

impl Mailer for Silent {
    fn send(&self) -> &'static str {
        let _ = &self.log;
        "silent"
    }
}

#[app(
    modules = [MailModule, LetterModule],
    expose = [Letters],
    replace(dyn Mailer = Silent),
)]
struct SilentPost;

#[tokio::test]
async fn an_application_may_be_declared_with_a_replacement() {
    let running = SilentPost::builder()
        .config("test.number", 9)
        .start()
        .await
        .unwrap();
    let letters = running.get::<Letters>();
    assert_eq!(
        (letters.mailer.send(), letters.queued.send()),
        ("silent", "silent")
    );
    assert_eq!(letters.later.get().send(), "silent");
    assert_eq!(running.get::<dyn Mailer>().send(), "silent");
    assert_eq!(what_was_made(9), ["log"]);
    running.stop().await.unwrap();
}
