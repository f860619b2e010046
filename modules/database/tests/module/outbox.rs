//! Messages that leave with their transaction: all of them, in order, whoever dies.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use purlin::{
    context::{Clock, ExecutionContext, ManualClock, Randomness},
    error::BoxError,
    health::HealthStatus,
    lifecycle::Stop,
    prelude::*,
    testing::TestApp,
};
use purlin_database::{
    Database, DatabaseConfig, DatabaseError, Outbox, OutboxConfig, OutboxMessage, OutboxModule,
    OutboxRelay, Transaction,
};

use crate::support::on_each;

/// Notes what it is given; fails where it is told to.
#[derive(Default)]
struct Post {
    taken: Mutex<Vec<OutboxMessage>>,
    broken: AtomicBool,
    /// Takes its time.
    slow: AtomicBool,
}

impl Post {
    fn taken(&self) -> Vec<OutboxMessage> {
        self.taken.lock().unwrap().clone()
    }

    fn payloads(&self) -> Vec<String> {
        self.taken()
            .into_iter()
            .map(|message| message.payload)
            .collect()
    }
}

#[async_trait::async_trait]
impl OutboxRelay for Post {
    async fn publish(&self, message: &OutboxMessage) -> Result<(), BoxError> {
        if self.broken.load(Ordering::SeqCst) && message.topic == "fails" {
            return Err("the post is closed".into());
        }
        self.taken.lock().unwrap().push(message.clone());
        if self.slow.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_micros(300)).await;
        }
        Ok(())
    }
}

fn soon() -> OutboxConfig {
    OutboxConfig {
        poll: Duration::from_millis(2),
        batch: 7,
        lease: Duration::from_millis(150),
        timeout: Duration::from_millis(50),
        retry_after: Duration::from_millis(2),
        ..OutboxConfig::default()
    }
}

async fn open(config: &DatabaseConfig, outbox: &OutboxConfig) -> (Database, Outbox) {
    let database = Database::connect(config).await.unwrap();
    let migrated = database.migrate().await.unwrap();
    (database, Outbox::new(&migrated, outbox))
}

/// Relays until that is so: on PostgreSQL a message waits for all transactions of the server that
/// began before it, and so for those of other tests.
async fn relay_until(outbox: &Outbox, post: &Post, is_so: impl AsyncFn() -> bool) {
    for _ in 0..2_000 {
        outbox.relay_now(post).await.unwrap();
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("taken: {:?}, {:?}", post.payloads(), outbox.stats());
}

async fn send(outbox: &Outbox, number: u32) -> Result<i64, DatabaseError> {
    outbox.send("numbers", Some("one"), &number).await
}

#[tokio::test]
async fn a_message_leaves_if_its_transaction_is_kept_and_only_then() {
    on_each(|config| async move {
        let (database, outbox) = open(&config, &soon()).await;
        let post = Post::default();
        let lost = database
            .transaction(async |_: &Transaction| {
                send(&outbox, 1).await?;
                Err::<(), _>(DatabaseError::Deadline)
            })
            .await;
        assert!(lost.is_err());
        let kept = database
            .transaction(async |_: &Transaction| {
                send(&outbox, 2).await?;
                // Nobody else sees it yet.
                Ok::<_, DatabaseError>(())
            })
            .await;
        kept.unwrap();
        send(&outbox, 3).await.unwrap();
        assert_eq!(outbox.waiting().await.unwrap(), 2);
        relay_until(&outbox, &post, async || post.taken().len() == 2).await;
        assert_eq!(post.payloads(), ["2", "3"]);
        assert_eq!(outbox.waiting().await.unwrap(), 0);
        assert_eq!(outbox.relay_now(&post).await.unwrap(), 0);
        assert_eq!(outbox.stats().published, 2);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_message_says_when_and_in_which_context_it_was_written() {
    on_each(|config| async move {
        let (database, outbox) = open(&config, &soon()).await;
        let hand = ManualClock::at_unix_millis(1_800_000_000_000);
        let context = ExecutionContext::new(&Clock::manual(&hand), &Randomness::seeded(1));
        let payload = serde_json::json!({ "text": "ä'\"" });
        let send = outbox.send("greetings", None, &payload);
        let id = context.clone().scope(send).await.unwrap();
        let post = Post::default();
        relay_until(&outbox, &post, async || !post.taken().is_empty()).await;
        let [message] = &post.taken()[..] else {
            panic!("one")
        };
        assert_eq!((message.id, message.topic.as_str()), (id, "greetings"));
        assert_eq!((message.key.as_deref(), message.attempts), (None, 0));
        assert_eq!(message.created_at, 1_800_000_000_000);
        assert_eq!(message.payload, payload.to_string());
        let correlation = context.correlation_id().to_string();
        assert_eq!(message.headers["x-correlation-id"], correlation);
        let broken = BTreeMap::from([((1, 2), 3)]);
        let error = outbox.send("broken", None, &broken).await.unwrap_err();
        assert_eq!(error.code(), "PL1325");
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn one_that_fails_holds_back_those_after_it_until_it_is_taken() {
    on_each(|config| async move {
        let (database, outbox) = open(&config, &soon()).await;
        let post = Post::default();
        post.broken.store(true, Ordering::SeqCst);
        send(&outbox, 1).await.unwrap();
        outbox.send("fails", None, &2).await.unwrap();
        send(&outbox, 3).await.unwrap();
        relay_until(&outbox, &post, async || outbox.stats().failed == 3).await;
        assert_eq!(post.payloads(), ["1"]);
        assert_eq!(outbox.health().status(), HealthStatus::Degraded);
        post.broken.store(false, Ordering::SeqCst);
        relay_until(&outbox, &post, async || post.taken().len() == 3).await;
        assert_eq!(post.payloads(), ["1", "2", "3"]);
        assert_eq!(post.taken()[1].attempts, 3);
        assert_eq!(outbox.health().status(), HealthStatus::Healthy);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn one_that_fails_too_often_is_put_aside_and_can_be_released() {
    on_each(|config| async move {
        let patience = OutboxConfig {
            max_attempts: Some(2),
            ..soon()
        };
        let (database, outbox) = open(&config, &patience).await;
        let post = Post::default();
        post.broken.store(true, Ordering::SeqCst);
        outbox.send("fails", None, &1).await.unwrap();
        send(&outbox, 2).await.unwrap();
        relay_until(&outbox, &post, async || outbox.stats().failed == 1).await;
        assert!(post.taken().is_empty());
        relay_until(&outbox, &post, async || !post.taken().is_empty()).await;
        assert_eq!(post.payloads(), ["2"]);
        assert_eq!(
            (outbox.stats().parked, outbox.waiting().await.unwrap()),
            (1, 0)
        );
        post.broken.store(false, Ordering::SeqCst);
        assert_eq!(outbox.release().await.unwrap(), 1);
        relay_until(&outbox, &post, async || post.taken().len() == 2).await;
        assert_eq!(post.payloads(), ["2", "1"]);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn one_process_at_a_time_hands_them_on() {
    on_each(|config| async move {
        let long = OutboxConfig {
            lease: Duration::from_mins(1),
            ..soon()
        };
        let (database, first) = open(&config, &long).await;
        let (other, second) = open(&config, &long).await;
        let post = Arc::new(Post::default());
        first.relay_now(&*post).await.unwrap();
        send(&first, 1).await.unwrap();
        assert_eq!(second.relay_now(&*post).await.unwrap(), 0);
        // Told to stop, it leaves the work to the other.
        let stop = Stop::new();
        stop.request();
        first.relay(&*post, &stop).await;
        relay_until(&second, &post, async || !post.taken().is_empty()).await;
        assert_eq!(first.relay_now(&*post).await.unwrap(), 0);
        database.close().await.unwrap();
        other.close().await.unwrap();
    })
    .await;
}

const WRITERS: u32 = 4;
const MESSAGES: u32 = 60;

/// Writers write in transactions of different lengths while relays are killed again and again, in
/// the middle of a batch or of a message.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_overtakes_though_relays_are_killed() {
    on_each(|config| async move {
        let (database, outbox) = open(&config, &soon()).await;
        let writing = Arc::new(AtomicUsize::new(0));
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (database, outbox) = (database.clone(), outbox.clone());
                let writing = Arc::clone(&writing);
                tokio::spawn(async move {
                    for number in (0..MESSAGES).step_by(3) {
                        let write = database.transaction(async |_: &Transaction| {
                            for number in number..number + 3 {
                                let key = writer.to_string();
                                outbox.send("numbers", Some(&key), &number).await?;
                                let nap = Duration::from_millis(u64::from(writer));
                                tokio::time::sleep(nap).await;
                            }
                            Ok::<_, DatabaseError>(())
                        });
                        write.await.unwrap();
                        writing.fetch_add(3, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        let post = Arc::new(Post::default());
        post.slow.store(true, Ordering::SeqCst);
        let all = usize::try_from(WRITERS * MESSAGES).unwrap();
        let distinct = |post: &Post| {
            let ids: BTreeSet<i64> = post.taken().iter().map(|message| message.id).collect();
            ids.len()
        };
        let mut killed = 0;
        while distinct(&post) < all {
            // Each is another process, which does not know of those that died.
            let (own, relay) = open(&config, &soon()).await;
            let (post, before) = (Arc::clone(&post), distinct(&post));
            let work = tokio::spawn({
                let post = Arc::clone(&post);
                async move { relay.relay(&*post, &Stop::new()).await }
            });
            let some = all / 12;
            for _ in 0..2_000 {
                if distinct(&post) >= (before + some).min(all) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            work.abort();
            let _ = work.await;
            killed += 1;
            assert!(
                killed < 60,
                "{} of {all} after {killed} kills",
                distinct(&post)
            );
            own.close().await.unwrap();
        }
        for writer in writers {
            writer.await.unwrap();
        }
        assert!(killed >= 5, "{killed}");
        // The first time that each was given, they were in the order of their writer.
        let mut seen = BTreeSet::new();
        let mut of: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for message in post.taken() {
            if seen.insert(message.id) {
                let number = message.payload.parse().unwrap();
                of.entry(message.key.unwrap()).or_default().push(number);
            }
        }
        let expected: Vec<u32> = (0..MESSAGES).collect();
        assert_eq!(of.len(), usize::try_from(WRITERS).unwrap());
        for (writer, numbers) in of {
            assert_eq!(numbers, expected, "writer {writer}");
        }
        assert_eq!(writing.load(Ordering::SeqCst), all);
        database.close().await.unwrap();
    })
    .await;
}

/// Takes what is sent.
#[provides(as = dyn OutboxRelay)]
struct Letters {
    #[value(Post::default())]
    post: Post,
}

#[async_trait::async_trait]
impl OutboxRelay for Letters {
    async fn publish(&self, message: &OutboxMessage) -> Result<(), BoxError> {
        self.post.publish(message).await
    }
}

/// Sends letters.
#[module(components = [Letters], imports = [OutboxModule])]
struct LettersModule;

/// An application with an outbox.
#[app(modules = [LettersModule], expose = [Letters, Outbox])]
struct Office;

#[tokio::test]
async fn an_application_hands_its_messages_on_by_itself() {
    let office = TestApp::<Office>::new()
        .config("database.url", "sqlite::memory:")
        .config("outbox.poll", "5ms")
        .start()
        .await
        .unwrap();
    office
        .get::<Outbox>()
        .send("letters", None, &"hello")
        .await
        .unwrap();
    let letters = Arc::clone(office.get::<Letters>());
    let taken = async {
        while letters.post.payloads().is_empty() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), taken)
        .await
        .unwrap();
    assert_eq!(letters.post.payloads(), ["\"hello\""]);
    office.stop().await;
}
