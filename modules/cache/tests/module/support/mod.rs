//! Caches for tests: in memory, and each with a namespace of its own in Redis.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![expect(clippy::print_stderr, reason = "tells what does not run")]

pub(crate) mod shelf;

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use futures_util::FutureExt;
use purlin_cache::{Backend, Cache, CacheConfig, CacheError, WhenAway};
use tokio::net::TcpStream;

/// What an error of a loader looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ShopError {
    Broken(u32),
    Cache(&'static str),
}

impl From<CacheError> for ShopError {
    fn from(error: CacheError) -> Self {
        Self::Cache(error.code())
    }
}

pub(crate) async fn memory() -> Cache {
    Cache::connect(&CacheConfig::default()).await.unwrap()
}

/// Where the server is, `host:port`.
pub(crate) fn server() -> String {
    std::env::var("PURLIN_TEST_REDIS").unwrap_or_else(|_| "127.0.0.1:6379".to_owned())
}

/// Whether Redis is there; where it is not, that is told, or fails if it is required.
pub(crate) async fn is_there() -> bool {
    let there = TcpStream::connect(server()).await;
    if let Err(error) = &there {
        let required = std::env::var_os("PURLIN_REQUIRE_SERVICES").is_some();
        assert!(!required, "no Redis: {error:?}");
        eprintln!("NOT RUN on Redis: {error}");
    }
    there.is_ok()
}

/// Settings for a server, with a namespace that nobody else has.
pub(crate) fn settings(backend: Backend, server: &str) -> CacheConfig {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    CacheConfig {
        backend,
        url: format!("redis://{server}").into(),
        namespace: Some(format!("purlin-test-{}-{number}", std::process::id())),
        timeout: Duration::from_secs(5),
        ..CacheConfig::default()
    }
}

/// Settings for tests of what goes wrong: everything soon.
pub(crate) fn impatient(backend: Backend, when_away: WhenAway, server: &str) -> CacheConfig {
    CacheConfig {
        when_away,
        timeout: Duration::from_millis(300),
        retry_after: Duration::from_millis(10),
        failures: 2,
        ..settings(backend, server)
    }
}

/// Runs a check on Redis and removes what it has left, whatever comes of it.
pub(crate) async fn on_redis<F: Future<Output = ()>>(
    config: CacheConfig,
    check: impl FnOnce(CacheConfig) -> F,
) {
    if !is_there().await {
        return;
    }
    let namespace = config.namespace.clone().unwrap();
    let outcome = AssertUnwindSafe(check(config)).catch_unwind().await;
    remove(&namespace).await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// The same on memory, on Redis, and on both.
pub(crate) async fn on_each<F: Future<Output = ()>>(check: impl Fn(CacheConfig) -> F) {
    check(CacheConfig::default()).await;
    for backend in [Backend::Redis, Backend::Tiered] {
        on_redis(settings(backend, &server()), &check).await;
    }
}

pub(crate) async fn connection() -> redis::aio::MultiplexedConnection {
    let client = redis::Client::open(format!("redis://{}", server())).unwrap();
    client.get_multiplexed_async_connection().await.unwrap()
}

/// Every key that begins so.
pub(crate) async fn keys(namespace: &str) -> Vec<String> {
    let mut connection = connection().await;
    let mut found: Vec<String> = redis::cmd("KEYS")
        .arg(format!("{namespace}:*"))
        .query_async(&mut connection)
        .await
        .unwrap();
    found.sort();
    found
}

/// Removes every key that begins so.
pub(crate) async fn remove(namespace: &str) {
    let keys = keys(namespace).await;
    if !keys.is_empty() {
        let mut connection = connection().await;
        let mut unlink = redis::Cmd::new();
        unlink.arg("UNLINK").arg(keys);
        unlink.exec_async(&mut connection).await.unwrap();
    }
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..2_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(is_so().await, "{what}");
}
