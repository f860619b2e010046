//! Quotas that Redis counts for all processes.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![expect(clippy::print_stderr, reason = "tells what does not run")]

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use purlin_api::{ChosenQuotas, QuotaConfig, QuotaCounter, QuotaStore, RedisQuotas};
use redis::AsyncCommands as _;
use tokio::net::{TcpListener, TcpStream};

/// Where the server is, `host:port`.
fn server() -> String {
    std::env::var("PURLIN_TEST_REDIS").unwrap_or_else(|_| "127.0.0.1:6379".to_owned())
}

/// Whether Redis is there; where it is not, that is told, or fails if it is required.
async fn is_there() -> bool {
    let there = TcpStream::connect(server()).await;
    if let Err(error) = &there {
        let required = std::env::var_os("PURLIN_REQUIRE_SERVICES").is_some();
        assert!(!required, "no Redis: {error:?}");
        eprintln!("NOT RUN on Redis: {error}");
    }
    there.is_ok()
}

/// Settings with a namespace that nobody else has.
fn settings() -> QuotaConfig {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    QuotaConfig {
        redis: Some(format!("redis://{}", server()).into()),
        namespace: format!("purlin-test-quota-{}-{number}", std::process::id()),
        timeout: Duration::from_secs(5),
        ..QuotaConfig::default()
    }
}

fn counter(key: &str, most: u64) -> QuotaCounter {
    QuotaCounter {
        key: key.to_owned(),
        most,
        ends: 1_000,
    }
}

async fn take(store: &dyn QuotaStore, counters: &[QuotaCounter]) -> (bool, Vec<u64>) {
    let taken = store.take(counters, 900).await.unwrap();
    (taken.granted, taken.used)
}

#[tokio::test]
async fn processes_share_what_is_counted_and_take_of_all_or_of_none() {
    if !is_there().await {
        return;
    }
    let config = settings();
    // Two processes.
    let (one, other) = (
        ChosenQuotas::of(&config).unwrap(),
        ChosenQuotas::of(&config).unwrap(),
    );
    let both = [counter("day all", 2), counter("month header a b", 3)];
    assert_eq!(take(&one, &both).await, (true, vec![1, 1]));
    assert_eq!(take(&other, &both).await, (true, vec![2, 2]));
    assert_eq!(take(&one, &both).await, (false, vec![2, 2]));
    assert_eq!(take(&other, &both[1..]).await, (true, vec![3]));
    assert_eq!(take(&one, &[]).await, (true, vec![]));
    // Others count for themselves.
    let elsewhere = ChosenQuotas::of(&settings()).unwrap();
    assert_eq!(take(&elsewhere, &both[..1]).await, (true, vec![1]));

    // What is over is forgotten: nothing is kept for longer than its window lasts.
    let client = redis::Client::open(config.redis.as_ref().unwrap().expose().as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let key = format!("{{{}:quota}}:day all", config.namespace);
    let left: i64 = connection.ttl(&key).await.unwrap();
    assert!((1..=100).contains(&left), "{left}");
    for namespace in [&config.namespace] {
        let keys: Vec<String> = connection.keys(format!("*{namespace}*")).await.unwrap();
        assert_eq!(keys.len(), 2);
        let _: () = connection.del(keys).await.unwrap();
    }
}

#[tokio::test]
async fn many_at_once_get_no_more_than_there_is() {
    if !is_there().await {
        return;
    }
    let config = settings();
    let stores: Vec<_> = (0..4).map(|_| ChosenQuotas::of(&config).unwrap()).collect();
    let mut asking = tokio::task::JoinSet::new();
    for (number, store) in stores.into_iter().enumerate() {
        asking.spawn(async move {
            let mut granted = 0;
            for _ in 0..10 {
                let counters = [counter("all", 25)];
                granted += u32::from(take(&store, &counters).await.0);
            }
            (number, granted)
        });
    }
    let granted: u32 = asking
        .join_all()
        .await
        .into_iter()
        .map(|(_, granted)| granted)
        .sum();
    assert_eq!(granted, 25);
    let client = redis::Client::open(config.redis.as_ref().unwrap().expose().as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let key = format!("{{{}:quota}}:all", config.namespace);
    let _: () = connection.del(key).await.unwrap();
}

#[tokio::test]
async fn a_redis_that_is_away_is_an_error_and_left_alone_for_a_while() {
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let config = QuotaConfig {
        timeout: Duration::from_millis(50),
        retry_after: Duration::from_hours(1),
        ..QuotaConfig::default()
    };
    let store = RedisQuotas::new(&format!("redis://{address}"), &config).unwrap();
    let error = store.take(&[counter("a", 1)], 0).await.unwrap_err();
    assert_eq!(error.code(), "PL1709");
    // Why, in the words of who noticed.
    assert!(error.render().contains("while:"), "{}", error.render());
    // Nobody waits for it again.
    let again = store.take(&[counter("a", 1)], 0).await.unwrap_err();
    assert_eq!(again.code(), "PL1709");
    assert!(!again.render().contains("while:"), "{}", again.render());
}

#[test]
fn an_address_that_is_none_is_told_without_what_may_be_a_password() {
    for url in [
        "nonsense",
        "rediss://user:hunter2@shop.example",
        "redis://user:hunter2@:x",
    ] {
        let error = RedisQuotas::new(url, &QuotaConfig::default()).unwrap_err();
        let error = purlin::error::Error::from(error);
        assert_eq!(error.code(), "PL1708", "{url}");
        assert!(!error.render().contains("hunter2"), "{}", error.render());
    }
}
