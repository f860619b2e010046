//! The module in an application: opened, healthy, with events, closed; several side by side.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::time::Duration;

use purlin::{
    app::Lookup,
    config::ConfigValue,
    health::HealthStatus,
    prelude::*,
    testing::{Recorder, Started, TestApp},
};
use purlin_cache::{Backend, Cache, CacheModule, WhenAway};
use purlin_test_network::Proxy;

use crate::support::{ShopError, impatient, keys, on_redis, remove, server, settings, until};

/// Counts what it is asked.
#[provides]
struct Squares {
    cache: Arc<Cache>,
}

impl Squares {
    async fn square(&self, number: u64) -> Result<u64, ShopError> {
        let squares = self.cache.region::<u64>("squares");
        let load = async || Ok::<_, ShopError>(number * number);
        squares
            .get_or_load(number.to_string(), load)
            .await
            .map(|square| *square)
    }
}

/// Needs a cache.
#[module(components = [Squares], imports = [CacheModule])]
struct SquaresModule;

/// An application with a cache.
#[app(modules = [SquaresModule], expose = [Squares, Cache])]
struct School;

async fn open(settings: Vec<(&str, ConfigValue)>) -> Started<School> {
    let mut school = TestApp::<School>::new();
    for (path, value) in settings {
        school = school.config(path, value);
    }
    school.start().await.unwrap()
}

#[tokio::test]
async fn without_settings_it_is_in_memory() {
    let school = open(Vec::new()).await;
    assert_eq!(school.get::<Squares>().square(12).await, Ok(144));
    assert_eq!(school.get::<Squares>().square(12).await, Ok(144));
    let stats = school.get::<Cache>().stats();
    assert_eq!((stats.loads, stats.hits, stats.items), (1, 1, 1));
    assert_eq!(stats.misses, 1);
    let report = school.health().check().await;
    assert_eq!((report.ready, report.status), (true, HealthStatus::Healthy));
    school.stop().await;
}

#[tokio::test]
async fn one_line_puts_it_into_redis_under_the_name_of_the_application() {
    let config = settings(Backend::Redis, &server());
    on_redis(config, |config| async move {
        let namespace = config.namespace.clone().unwrap();
        let school = open(vec![
            ("cache.backend", "redis".into()),
            ("cache.url", config.url.expose().as_str().into()),
            ("cache.namespace", namespace.as_str().into()),
        ])
        .await;
        assert_eq!(school.get::<Squares>().square(3).await, Ok(9));
        school.stop().await;
        let all = keys(&namespace).await;
        assert!(
            all.contains(&format!("{namespace}::e:squares/3")),
            "{all:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn events_tell_when_redis_goes_and_comes_and_health_follows() {
    let config = impatient(Backend::Tiered, WhenAway::Bypass, &server());
    on_redis(config, |config| async move {
        let proxy = Proxy::to(&server()).await;
        let recorder = Recorder::new();
        let school = School::builder()
            .observe(recorder.observer())
            .config("cache.backend", "tiered")
            .config("cache.url", format!("redis://{}", proxy.address()))
            .config("cache.namespace", config.namespace.unwrap())
            .config("cache.retry_after", "10ms")
            .config("cache.failures", 1_i64)
            .config("cache.max_pending", 1_i64)
            .start()
            .await
            .unwrap();
        let cache = school.get::<Cache>();
        proxy.cut();
        let numbers = cache.region::<u32>("numbers");
        for key in ["a", "b"] {
            numbers.remove(key).await.unwrap();
        }
        let report = school.health().refresh().await;
        assert_eq!(
            (report.ready, report.status),
            (true, HealthStatus::Degraded)
        );
        proxy.mend();
        until("it is back", async || cache.is_answered()).await;
        let report = school.health().refresh().await;
        assert_eq!(report.status, HealthStatus::Healthy);
        school.stop().await.unwrap();
        let lines = recorder.lines();
        let position = |name: &str| lines.iter().position(|line| line == name);
        let told = ["cache.away", "cache.invalidations-dropped", "cache.back"];
        for name in told {
            assert!(position(name).is_some(), "{name}: {lines:?}");
        }
        assert!(position("cache.away") < position("cache.back"));
    })
    .await;
}

/// Asks each by the name of its instance.
#[provides]
struct Both {
    #[named("sessions")]
    sessions: Arc<Cache>,
    #[named("pages")]
    pages: Arc<Cache>,
}

/// Needs two.
#[module(components = [Both], imports = [CacheModule])]
struct BothModule;

/// Two caches side by side.
#[app(
    modules = [CacheModule as "sessions", CacheModule as "pages", BothModule],
    expose = [Both],
)]
struct Site;

#[tokio::test(start_paused = true)]
async fn instances_have_settings_and_entries_of_their_own() {
    let site = TestApp::<Site>::new()
        .config("cache.ttl", "10s")
        .config("cache.instances.sessions.ttl", "2s")
        .start()
        .await
        .unwrap();
    let both = site.get::<Both>();
    let of = |cache: &Cache| cache.region::<u32>("numbers");
    of(&both.sessions).put("a", 1).await.unwrap();
    assert_eq!(of(&both.pages).get("a").await.unwrap(), None);
    of(&both.pages).put("a", 2).await.unwrap();
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(of(&both.sessions).get("a").await.unwrap(), None);
    assert_eq!(of(&both.pages).get("a").await.unwrap().as_deref(), Some(&2));
    site.stop().await;
}

#[tokio::test]
async fn instances_with_one_redis_see_each_other_only_if_they_are_told_to() {
    let config = settings(Backend::Redis, &server());
    on_redis(config, |config| async move {
        let open = async |namespaces: &[(&str, &str)]| {
            let mut site = TestApp::<Site>::new()
                .config("cache.backend", "redis")
                .config("cache.timeout", "5s")
                .config("cache.url", config.url.expose().as_str());
            for (instance, namespace) in namespaces {
                let path = format!("cache.instances.{instance}.namespace");
                site = site.config(&path, *namespace);
            }
            site.start().await.unwrap()
        };
        let of = |cache: &Cache| cache.region::<u32>("numbers");
        let key = config.namespace.as_deref().unwrap();
        // Each has a name of its own, after that of the application.
        let site = open(&[]).await;
        let both = site.get::<Both>();
        of(&both.sessions).put(key, 1).await.unwrap();
        assert_eq!(of(&both.pages).get(key).await.unwrap(), None);
        of(&both.pages).put(key, 2).await.unwrap();
        both.pages.clear().await.unwrap();
        assert_eq!(
            of(&both.sessions).get(key).await.unwrap().as_deref(),
            Some(&1)
        );
        let found = keys("Site.sessions").await;
        assert!(
            found.contains(&format!("Site.sessions::e:numbers/{key}")),
            "{found:?}"
        );
        of(&both.sessions).remove(key).await.unwrap();
        site.stop().await;
        for namespace in ["Site.sessions", "Site.pages"] {
            remove(namespace).await;
        }
        // The same name is the same entries.
        let site = open(&[("sessions", key), ("pages", key)]).await;
        let both = site.get::<Both>();
        of(&both.sessions).put("a", 1).await.unwrap();
        assert_eq!(of(&both.pages).get("a").await.unwrap().as_deref(), Some(&1));
        site.stop().await;
    })
    .await;
}
