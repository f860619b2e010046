//! What crosses which boundary: a test per cell of the table in the book's chapter on contexts.

use std::{collections::BTreeMap, time::Duration};

use purlin::{
    context::{
        Baggage, Clock, Contexts, Envelope, ExecutionContext, InContext, Principal, Randomness,
    },
    prelude::*,
    testing::Recorder,
};
use tokio::sync::mpsc;

/// A context that can be told from others.
fn ada() -> ExecutionContext {
    ExecutionContext::new(&Clock::system(), &Randomness::seeded(4))
        .with_principal(Principal::new("ada"))
}

fn who() -> Option<String> {
    ExecutionContext::with_current(|context| context.principal()?.subject().to_owned().into())
        .flatten()
}

#[tokio::test(start_paused = true)]
async fn an_await_a_timeout_a_join_and_a_select_stay_inside() {
    ada()
        .scope(async {
            tokio::time::timeout(Duration::from_secs(1), async {
                tokio::time::sleep(Duration::from_millis(5)).await;
                assert_eq!(who().as_deref(), Some("ada"));
            })
            .await
            .unwrap();
            let (one, two) = tokio::join!(async { who() }, async { who() });
            assert_eq!(one, two);
            let chosen = tokio::select! { found = async { who() } => found };
            assert_eq!(chosen.as_deref(), Some("ada"));
        })
        .await;
    assert_eq!(who(), None);
}

#[tokio::test]
async fn an_inner_scope_hides_the_outer_one_and_gives_it_back() {
    ada()
        .scope(async {
            let eve = ada().with_principal(Principal::new("eve"));
            eve.scope(async { assert_eq!(who().as_deref(), Some("eve")) })
                .await;
            assert_eq!(who().as_deref(), Some("ada"));
        })
        .await;
}

#[tokio::test]
async fn a_task_of_tokio_is_outside_unless_it_takes_the_context_along() {
    ada()
        .scope(async {
            assert_eq!(tokio::spawn(async { who() }).await.unwrap(), None);
            let along = tokio::spawn(async { who() }.in_current_context());
            assert_eq!(along.await.unwrap().as_deref(), Some("ada"));
        })
        .await;
    let given = tokio::spawn(async { who() }.in_context(&ada()));
    assert_eq!(given.await.unwrap().as_deref(), Some("ada"));
    assert_eq!(
        tokio::spawn(async { who() }.in_current_context())
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_channel_carries_it_in_an_envelope() {
    let (sender, mut receiver) = mpsc::channel(2);
    ada()
        .scope(async { sender.send(Envelope::seal(1)).await.unwrap() })
        .await;
    sender.send(Envelope::seal(2)).await.unwrap();
    let first = receiver.recv().await.unwrap();
    assert!(first.context().is_some());
    let opened = first.open(|number| async move { (number, who()) }).await;
    assert_eq!(opened, (1, Some("ada".to_owned())));
    let second = receiver.recv().await.unwrap();
    assert_eq!(
        second.open(|number| async move { (number, who()) }).await,
        (2, None)
    );
}

#[tokio::test]
async fn a_thread_enters_it_for_a_while() {
    let context = ada();
    let found = tokio::task::spawn_blocking(move || {
        assert_eq!(who(), None);
        let found = context.enter(who);
        (found, who())
    });
    assert_eq!(found.await.unwrap(), (Some("ada".to_owned()), None));
}

/// Threads that take jobs from a queue, as pools do: they know no runtime and no context.
#[tokio::test]
async fn a_job_of_a_thread_pool_enters_what_it_was_given() {
    type Job = Box<dyn FnOnce() + Send>;
    let (queue, jobs) = std::sync::mpsc::channel::<Job>();
    let jobs = Arc::new(std::sync::Mutex::new(jobs));
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let jobs = Arc::clone(&jobs);
            std::thread::spawn(move || {
                loop {
                    let job = jobs.lock().unwrap().recv();
                    match job {
                        Ok(job) => job(),
                        Err(_) => return,
                    }
                }
            })
        })
        .collect();
    let (found, mut answers) = mpsc::channel(16);
    for name in ["ada", "eve", "", "bob"] {
        let found = found.clone();
        let look = move || {
            let _ = found.blocking_send((name, who()));
        };
        if name.is_empty() {
            queue.send(Box::new(look)).unwrap();
        } else {
            let context = ada().with_principal(Principal::new(name));
            queue.send(Box::new(move || context.enter(look))).unwrap();
        }
    }
    drop((queue, found));
    let mut count = 0;
    while let Some((name, seen)) = answers.recv().await {
        assert_eq!(seen.unwrap_or_default(), name);
        count += 1;
    }
    assert_eq!(count, 4);
    for thread in threads {
        thread.join().unwrap();
    }
}

#[tokio::test]
async fn another_service_gets_the_trace_and_not_who_asks() {
    let running = Works::builder().start().await.unwrap();
    let worker = running.get::<Worker>();
    let here = ada()
        .with_baggage(Baggage::default().with("shop", "a"))
        .with_locale("de-AT")
        .unwrap()
        .with_time_zone("Europe/Vienna")
        .unwrap()
        .with_rule("discount", 5)
        .with_extension(7_u8)
        .with_timeout(Duration::from_secs(9));
    let mut fields = BTreeMap::new();
    here.inject(&mut fields);
    let there = running.get::<Contexts>().extract(&fields);
    assert_eq!(there.trace().trace_id(), here.trace().trace_id());
    assert_eq!(there.correlation_id(), here.correlation_id());
    assert_eq!(there.baggage().get("shop"), Some("a"));
    assert_eq!(there.locale(), Some("de-AT"));
    assert_ne!(there.request_id(), here.request_id());
    assert!(there.principal().is_none() && there.tenant().is_none());
    assert!(there.time_zone().is_none() && there.remaining().is_none());
    assert!(there.rule("discount").is_none() && there.extension::<u8>().is_none());
    // What was made for the one request is nothing to the other.
    let first = here.scope(worker.visits.get()).await.unwrap();
    let second = there.scope(worker.visits.get()).await.unwrap();
    assert!(!Arc::ptr_eq(&first, &second));
    running.stop().await.unwrap();
}

/// One for each request.
pub(crate) struct Visit(#[expect(dead_code, reason = "two of them are to be told apart")] u8);

#[provides]
pub(crate) struct Worker {
    tasks: Arc<Tasks>,
    visits: PerRequest<Visit>,
}

impl Worker {
    /// The code of what keeps it from its visit; nothing if it has one.
    async fn visit(&self) -> &'static str {
        self.visits
            .get()
            .await
            .map_or_else(|error| error.code(), |_| "")
    }
}

pub(crate) struct WorkModule;

#[module(components = [Worker])]
impl WorkModule {
    #[provides(scope = request)]
    fn visit() -> Visit {
        Visit(0)
    }
}

#[tokio::test]
async fn services_of_the_request_go_where_the_context_goes_until_it_ends() {
    let running = Works::builder().start().await.unwrap();
    let worker = Arc::clone(running.get::<Worker>());
    let context = ada();
    let visit = |worker: &Arc<Worker>| {
        let worker = Arc::clone(worker);
        async move { worker.visit().await }
    };
    assert_eq!(worker.visit().await, "PL1401", "nobody is current");
    let (envelope, late) = context
        .clone()
        .scope(async {
            assert_eq!(worker.visit().await, "", "an await");
            let timeout = tokio::time::timeout(Duration::from_secs(9), worker.visit());
            assert_eq!(timeout.await.unwrap(), "", "a timeout");
            let (one, two) = tokio::join!(worker.visit(), worker.visit());
            assert_eq!((one, two), ("", ""), "a join");
            let chosen = tokio::select! { found = worker.visit() => found };
            assert_eq!(chosen, "", "a select");
            let inner = ada().scope(async { worker.visit().await });
            assert_eq!(inner.await, "", "an inner request has its own");
            let bare = tokio::spawn(visit(&worker));
            assert_eq!(bare.await.unwrap(), "PL1401", "a task of tokio");
            let along = tokio::spawn(visit(&worker).in_current_context());
            assert_eq!(along.await.unwrap(), "", "a task that takes it along");
            let spawned = worker.tasks.spawn("visit", visit(&worker));
            assert_eq!(spawned.await.unwrap(), "", "a task of the application");
            let other = Arc::clone(&worker);
            let until = worker
                .tasks
                .spawn_until("visit", |_| async move { other.visit().await });
            assert_eq!(until.await.unwrap(), "", "a task that is told to stop");
            (Envelope::seal(()), visit(&worker).in_current_context())
        })
        .await;
    let blocking = tokio::task::spawn_blocking({
        let (context, worker) = (context.clone(), Arc::clone(&worker));
        let handle = tokio::runtime::Handle::current();
        move || context.enter(|| handle.block_on(worker.visit()))
    });
    assert_eq!(blocking.await.unwrap(), "", "a thread that enters it");
    let opened = envelope.clone().open(|()| visit(&worker)).await;
    assert_eq!(opened, "", "a message");
    assert!(context.close().await.is_empty());
    assert_eq!(
        envelope.open(|()| visit(&worker)).await,
        "PL1403",
        "a message after its end"
    );
    assert_eq!(late.await, "PL1403", "a future after its end");
    running.stop().await.unwrap();
}

#[app(modules = [WorkModule], expose = [Worker])]
struct Works;

#[tokio::test]
async fn a_task_of_the_application_inherits_it_and_its_events_carry_it() {
    let recorder = Recorder::new();
    let running = Works::builder()
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    let worker = Arc::clone(running.get::<Worker>());
    let context = ada();
    let found = context
        .clone()
        .scope(async { worker.tasks.spawn("look", async { who() }).await })
        .await;
    assert_eq!(found.unwrap().as_deref(), Some("ada"));
    assert_eq!(
        worker.tasks.spawn("look", async { who() }).await.unwrap(),
        None
    );
    let failed = context
        .clone()
        .scope(async { worker.tasks.spawn("fail", async { panic!("no") }).await })
        .await;
    assert!(failed.is_err());
    running.stop().await.unwrap();
    let events = recorder.events();
    let of_task = events
        .iter()
        .find(|event| event.kind.to_string().contains("fail"))
        .unwrap();
    assert_eq!(of_task.correlation, Some(context.correlation_id()));
    assert!(events[0].correlation.is_none());
}
