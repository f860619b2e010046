//! A database of each engine for each test, and a cache: the shop is the same everywhere, by
//! configuration alone.

use std::{
    ops::Deref,
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU32, Ordering},
};

use futures_util::FutureExt;
use purlin::database::testing::TestDatabase;
use tokio::net::TcpStream;

/// Where a shop keeps what it knows: two lines of its configuration.
pub(crate) struct Place {
    /// `database.url`.
    url: String,
    /// `cache.backend`.
    pub(crate) cache: &'static str,
    /// What nobody else has in that cache.
    pub(crate) namespace: String,
}

impl Deref for Place {
    type Target = str;

    fn deref(&self) -> &str {
        &self.url
    }
}

impl Place {
    fn new(url: impl Into<String>, cache: &'static str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            url: url.into(),
            cache,
            namespace: format!("storefront-test-{}-{number}", std::process::id()),
        }
    }

    /// Removes what was cached.
    async fn clear(&self) {
        if self.cache == "memory" {
            return;
        }
        let client = redis::Client::open("redis://127.0.0.1:6379").unwrap();
        let mut redis = client.get_multiplexed_async_connection().await.unwrap();
        let pattern = format!("{}:*", self.namespace);
        let keys: Vec<String> = redis::cmd("KEYS")
            .arg(pattern)
            .query_async(&mut redis)
            .await
            .unwrap();
        assert!(!keys.is_empty(), "nothing was cached in Redis");
        let mut unlink = redis::Cmd::new();
        unlink.arg("UNLINK").arg(keys);
        unlink.exec_async(&mut redis).await.unwrap();
    }
}

#[expect(clippy::print_stderr, reason = "tells what does not run")]
fn missing(what: &str, told: &dyn std::fmt::Debug) {
    let required = std::env::var_os("PURLIN_REQUIRE_SERVICES").is_some();
    assert!(!required, "{what}: {told:?}");
    eprintln!("NOT RUN for {what}: {told:?}");
}

/// Runs a check with the address of a new database file and a cache in memory, and with that of a
/// new database on each server, which is removed after it, and a cache in Redis: alone with
/// PostgreSQL, behind memory with MariaDB. Nothing else differs. Where there is no server it says
/// so; with `PURLIN_REQUIRE_SERVICES=1` it fails.
pub(crate) async fn on_each(check: impl AsyncFn(Place)) {
    run(false, check).await;
}

/// The same for a check that asks for the list of products, so that something is cached.
pub(crate) async fn on_each_cached(check: impl AsyncFn(Place)) {
    run(true, check).await;
}

async fn run(caches: bool, check: impl AsyncFn(Place)) {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}/shop.sqlite", folder.path().display());
    check(Place::new(file, "memory")).await;
    let redis = TcpStream::connect("127.0.0.1:6379").await;
    if let Err(error) = &redis {
        missing("Redis", error);
    }
    for (variable, usual, cache) in [
        (
            "PURLIN_TEST_POSTGRES",
            "postgres://postgres@127.0.0.1:5432/postgres",
            "redis",
        ),
        (
            "PURLIN_TEST_MYSQL",
            "mysql://root@127.0.0.1:3306/mysql",
            "tiered",
        ),
    ] {
        let server = std::env::var(variable).unwrap_or_else(|_| usual.to_owned());
        let own = match TestDatabase::create(&server).await {
            Ok(own) => own,
            Err(error) => {
                missing(variable, &error);
                continue;
            }
        };
        let cache = if redis.is_ok() { cache } else { "memory" };
        let place = Place::new(own.url(), cache);
        let namespace = place.namespace.clone();
        let outcome = AssertUnwindSafe(check(place)).catch_unwind().await;
        own.remove().await.unwrap();
        if let Err(panic) = outcome {
            tell(variable);
            std::panic::resume_unwind(panic);
        }
        if caches {
            let kept = Place {
                namespace,
                ..Place::new("", cache)
            };
            kept.clear().await;
        }
    }
}

#[expect(clippy::print_stderr, reason = "tells which one failed")]
fn tell(variable: &str) {
    eprintln!("this failed for {variable}");
}
