//! Applications under test: what they start with, what is kept of them, and what is found at the
//! end.

use std::{net::SocketAddr, time::Duration};

use purlin::{
    config::config,
    context::Randomness,
    prelude::*,
    testing::{Recording, TestApp},
};

/// Where a service listens.
#[config(prefix = "desk")]
pub(crate) struct DeskConfig {
    #[config(default = "127.0.0.1:8080")]
    address: SocketAddr,
    #[config(default = 1)]
    size: u32,
}

pub(crate) trait Mailer: Send + Sync {
    fn send(&self, to: &str);
}

#[provides(as = dyn Mailer)]
pub(crate) struct Smtp {}

impl Mailer for Smtp {
    fn send(&self, to: &str) {
        tracing::info!(to, "really sent");
    }
}

pub(crate) struct FakeMailer(Recording<String>);

impl Mailer for FakeMailer {
    fn send(&self, to: &str) {
        self.0.push(to.to_owned());
    }
}

#[provides]
pub(crate) struct Desk {
    config: Arc<DeskConfig>,
    mailer: Arc<dyn Mailer>,
    clock: Arc<Clock>,
    randomness: Arc<Randomness>,
}

pub(crate) struct DeskModule;

#[module(config = DeskConfig, components = [Smtp, Desk])]
impl DeskModule {
    #[on_start]
    fn open(desk: &Desk) {
        tracing::info!(size = desk.config.size, "the desk is open");
    }
}

#[app(modules = [DeskModule], expose = [Desk])]
struct Office;

#[tokio::test]
async fn it_starts_with_free_ports_a_still_clock_and_the_same_randomness() {
    let mut drawn = Vec::new();
    for _ in 0..2 {
        let app = TestApp::<Office>::new()
            .config("desk.size", 3)
            .start()
            .await
            .unwrap();
        let desk = app.get::<Desk>();
        assert_eq!((desk.config.address.port(), desk.config.size), (0, 3));
        let before = desk.clock.unix_millis();
        app.advance(Duration::from_secs(1));
        assert_eq!(desk.clock.unix_millis(), before + 1_000);
        drawn.push((before, desk.randomness.number(), app.context().request_id()));
        app.stop().await;
    }
    assert_eq!(drawn[0], drawn[1]);
    let other = TestApp::<Office>::new().seed(1).start().await.unwrap();
    assert_ne!(other.get::<Desk>().randomness.number(), drawn[0].1);
    other.stop().await;
}

#[tokio::test]
async fn events_and_logs_are_kept_without_times() {
    let app = TestApp::<Office>::new().start().await.unwrap();
    app.get::<Desk>().mailer.send("ada");
    let logs = app.logs().clone();
    let events = app.events().clone();
    app.stop().await;
    let lines = logs.lines();
    assert!(
        lines
            .iter()
            .any(|line| line.ends_with(": the desk is open size=1")),
        "{lines:?}"
    );
    assert!(logs.contain("really sent to=\"ada\""), "{lines:?}");
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("INFO purlin: ready")),
        "{lines:?}"
    );
    assert!(lines.iter().all(|line| !line.contains("took")), "{lines:?}");
    assert_eq!(
        events.lines(),
        [
            "configured",
            "starting",
            "module DeskModule starting",
            "module DeskModule started",
            "ready",
            "draining",
            "stopping",
            "module DeskModule stopping",
            "module DeskModule stopped",
            "stopped",
        ]
    );
}

#[tokio::test]
async fn applications_of_one_process_do_not_see_each_other() {
    let sent = [Recording::new(), Recording::new()];
    let mut apps = Vec::new();
    for sent in &sent {
        let fake = Arc::new(FakeMailer(sent.clone()));
        apps.push(
            TestApp::<Office>::new()
                .replace::<dyn Mailer>(fake)
                .start()
                .await
                .unwrap(),
        );
    }
    apps[0].get::<Desk>().mailer.send("ada");
    apps[1].get::<Desk>().mailer.send("bob");
    apps[0].advance(Duration::from_hours(1));
    assert_ne!(
        apps[0].get::<Desk>().clock.unix_millis(),
        apps[1].get::<Desk>().clock.unix_millis()
    );
    assert_eq!(
        (sent[0].take(), sent[1].all()),
        (vec!["ada".to_owned()], vec!["bob".to_owned()])
    );
    assert!(sent[0].all().is_empty());
    // The last one that captures logs is the first to end.
    while let Some(app) = apps.pop() {
        app.stop().await;
    }
}

/// As tests of one process do, which run at once on threads of their own.
#[test]
fn applications_on_threads_of_their_own_keep_what_is_logged_apart() {
    let together = Arc::new(std::sync::Barrier::new(4));
    let threads: Vec<_> = (0..4)
        .map(|number| {
            let together = Arc::clone(&together);
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(async {
                    let app = TestApp::<Office>::new()
                        .config("desk.size", number)
                        .start()
                        .await
                        .unwrap();
                    together.wait();
                    for _ in 0..100 {
                        app.get::<Desk>().mailer.send(&format!("to-{number}"));
                        tokio::task::yield_now().await;
                    }
                    together.wait();
                    let (logs, events) = (app.logs().clone(), app.events().clone());
                    app.stop().await;
                    (number, logs.lines(), events.lines())
                })
            })
        })
        .collect();
    for thread in threads {
        let (number, logs, events) = thread.join().unwrap();
        let sent: Vec<&String> = logs.iter().filter(|line| line.contains("sent")).collect();
        let own = format!("really sent to=\"to-{number}\"");
        assert_eq!(sent.len(), 100);
        assert!(sent.iter().all(|line| line.ends_with(&own)), "{sent:?}");
        let size = format!("the desk is open size={number}");
        assert_eq!(
            logs.iter()
                .filter(|line| line.contains("the desk is open"))
                .count(),
            1
        );
        assert!(logs.iter().any(|line| line.ends_with(&size)), "{logs:?}");
        assert_eq!(events.len(), 10, "{events:?}");
    }
}

#[provides]
pub(crate) struct Careless {}

pub(crate) struct CarelessModule;

#[module(components = [Careless])]
impl CarelessModule {
    #[on_start]
    async fn start(_careless: &Careless) {
        tokio::spawn(std::future::pending::<()>());
    }

    #[on_stop]
    async fn stop(_careless: &Careless) -> Result<(), String> {
        tokio::task::yield_now().await;
        Ok(())
    }
}

#[app(modules = [CarelessModule])]
struct Leaky;

#[tokio::test]
async fn a_task_that_is_left_behind_fails_the_test() {
    let app = TestApp::<Leaky>::new().start().await.unwrap();
    let local = tokio::task::LocalSet::new();
    let stopped = local
        .run_until(async move { tokio::task::spawn_local(app.stop()).await })
        .await;
    let panic = stopped.unwrap_err().into_panic();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.starts_with("Leaky has stopped, and 1 tasks"), "{text}");
}

pub(crate) struct StubbornModule;

#[module]
impl StubbornModule {
    #[on_stop]
    fn stop() -> Result<(), String> {
        Err("not yet".to_owned())
    }
}

#[app(modules = [StubbornModule])]
struct Stubborn;

#[tokio::test]
async fn what_does_not_stop_fails_the_test() {
    let app = TestApp::<Stubborn>::new().start().await.unwrap();
    let local = tokio::task::LocalSet::new();
    let stopped = local
        .run_until(async move { tokio::task::spawn_local(app.stop()).await })
        .await;
    let panic = stopped.unwrap_err().into_panic();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(
        text.contains("PL1104") && text.contains("not yet"),
        "{text}"
    );
}

#[tokio::test]
async fn a_run_stops_by_itself_even_if_the_test_fails() {
    let clock = TestApp::<Office>::new()
        .run(async |app| app.get::<Desk>().clock.unix_millis())
        .await
        .unwrap();
    assert_eq!(clock, 1_800_000_000_000);
    let recorder = purlin::testing::Recorder::new();
    let observer = recorder.observer();
    let local = tokio::task::LocalSet::new();
    let failed = local.run_until(async move {
        let app = TestApp::<Office>::new().builder(|builder| builder.observe(observer));
        tokio::task::spawn_local(app.run(async |_| panic!("it is wrong"))).await
    });
    let panic = failed.await.map(drop).unwrap_err().into_panic();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"it is wrong"));
    assert_eq!(recorder.lines().last().map(String::as_str), Some("stopped"));
}

#[provides]
pub(crate) struct Door {
    listening: Arc<purlin::lifecycle::Listening>,
    #[value(std::sync::Mutex::default())]
    open: std::sync::Mutex<Vec<purlin::lifecycle::Announced>>,
}

pub(crate) struct DoorModule;

#[module(components = [Door])]
impl DoorModule {
    #[on_start]
    fn open(door: &Door) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        // Nobody will ever close it.
        std::mem::forget(listener);
        let announced = door.listening.announce("the door", address);
        door.open.lock().unwrap().push(announced);
    }
}

#[app(modules = [DoorModule], expose = [Door])]
struct House;

#[tokio::test]
async fn a_socket_that_stays_open_fails_the_test() {
    let app = TestApp::<House>::new().start().await.unwrap();
    assert_eq!(app.listening().list().len(), 1);
    // Still announced.
    let local = tokio::task::LocalSet::new();
    let held = Arc::clone(app.get::<Door>());
    let stopped = local
        .run_until(async move { tokio::task::spawn_local(app.stop()).await })
        .await;
    let panic = stopped.unwrap_err().into_panic();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(
        text.starts_with("House has stopped and still listens: the door on 127.0.0.1:"),
        "{text}"
    );
    drop(held);
    // No longer announced, and it still answers.
    let app = TestApp::<House>::new().start().await.unwrap();
    let stopped = local
        .run_until(async move { tokio::task::spawn_local(app.stop()).await })
        .await;
    let panic = stopped.unwrap_err().into_panic();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.contains("still answers"), "{text}");
}
