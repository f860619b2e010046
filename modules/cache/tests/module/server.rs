//! What is in Redis, and what becomes of it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use purlin::error::{BoxError, Category, Error};
use purlin_cache::{Backend, Cache, CacheConfig, Codec, WhenAway};
use redis::AsyncTypedCommands as _;

use crate::support::{ShopError, connection, keys, on_redis, server, settings, until};

/// The one key that is no mark.
async fn entry(namespace: &str) -> String {
    let all = keys(namespace).await;
    let mut entries = all.into_iter().filter(|key| !key.ends_with(":marks"));
    entries.next().unwrap()
}

#[tokio::test]
async fn an_entry_has_the_name_and_the_end_that_it_should() {
    on_redis(settings(Backend::Redis, &server()), |config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache
            .region::<u32>("shop::Numbers")
            .ttl(Duration::from_secs(10));
        numbers
            .stale(Duration::from_secs(20))
            .put("a b", 7)
            .await
            .unwrap();
        let namespace = config.namespace.unwrap();
        let name = entry(&namespace).await;
        assert_eq!(name, format!("{namespace}::e:shop%3a%3aNumbers/a b"));
        let mut connection = connection().await;
        let left = connection.pttl(&name).await.unwrap();
        let left = format!("{left:?}");
        let millis: u64 = left
            .trim_matches(|c: char| !c.is_ascii_digit())
            .parse()
            .unwrap();
        assert!(millis > 20_000 && millis <= 30_000, "{left}");
        let text = connection.get(&name).await.unwrap().unwrap();
        assert_eq!(text.lines().nth(1), Some("7"));
    })
    .await;
}

#[tokio::test]
async fn what_one_process_keeps_another_finds() {
    on_redis(settings(Backend::Redis, &server()), |config| async move {
        let (one, two) = (
            Cache::connect(&config).await.unwrap(),
            Cache::connect(&config).await.unwrap(),
        );
        let texts = |cache: &Cache| cache.region::<Vec<String>>("texts");
        texts(&one).put("a", vec!["ä".to_owned()]).await.unwrap();
        let found = texts(&two).get("a").await.unwrap().unwrap();
        assert_eq!(*found, ["ä"]);
        let nothing = async || Ok::<_, ShopError>(None);
        texts(&one).get_or_find("b", nothing).await.unwrap();
        let broken = async || Err(ShopError::Broken(1));
        assert_eq!(texts(&two).get_or_find("b", broken).await.unwrap(), None);
        assert_eq!(two.stats().negative_hits, 1);
        // Loads that are under way in one are overtaken by what the other says.
        let overtaken = async || {
            texts(&two).remove("c").await.unwrap();
            Ok::<_, ShopError>(Vec::new())
        };
        texts(&one).get_or_load("c", overtaken).await.unwrap();
        assert_eq!(texts(&one).get("c").await.unwrap(), None);
        assert_eq!(one.stats().overtaken, 1);
    })
    .await;
}

/// Writes numbers backwards.
struct Backwards;

impl Codec<u32> for Backwards {
    fn encode(&self, value: &u32) -> Result<Vec<u8>, BoxError> {
        Ok(value.to_string().into_bytes().into_iter().rev().collect())
    }

    fn decode(&self, bytes: &[u8]) -> Result<u32, BoxError> {
        let bytes = bytes.iter().rev().copied().collect();
        Ok(String::from_utf8(bytes)?.parse()?)
    }
}

#[tokio::test]
async fn a_codec_writes_and_what_it_does_not_understand_is_loaded_anew() {
    on_redis(settings(Backend::Redis, &server()), |config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u32>("numbers").codec(Backwards);
        numbers.put("a", 123).await.unwrap();
        assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&123));
        let plain = cache.region::<u32>("numbers");
        assert_eq!(plain.get("a").await.unwrap().as_deref(), Some(&321));
        let texts = cache.region::<String>("numbers");
        let load = async || Ok::<_, ShopError>("new".to_owned());
        assert_eq!(*texts.get_or_load("a", load).await.unwrap(), "new");
        assert!(cache.stats().unreadable >= 1);
        // What somebody else has put there is not ours to fail on.
        let name = entry(&config.namespace.unwrap()).await;
        connection().await.set(&name, "nonsense").await.unwrap();
        assert_eq!(texts.get("a").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_written_down_is_told_and_what_was_loaded_is_given_all_the_same() {
    on_redis(settings(Backend::Redis, &server()), |config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        // Keys of JSON are texts.
        let pairs = cache.region::<BTreeMap<(u8, u8), u8>>("pairs");
        let pair = || BTreeMap::from([((1, 2), 3)]);
        let error = Error::from(pairs.put("a", pair()).await.unwrap_err());
        assert_eq!(
            (error.code(), error.category()),
            ("PL1603", Category::Domain("cache"))
        );
        let told = error.render();
        assert!(
            told.contains("region `pairs`") && told.contains("key must be a string"),
            "{told}"
        );
        let load = async || Ok::<_, ShopError>(pair());
        assert_eq!(*pairs.get_or_load("a", load).await.unwrap(), pair());
        assert_eq!(pairs.get("a").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_redis_refuses_is_told_and_it_is_not_left_alone_for_it() {
    let config = CacheConfig {
        failures: 1,
        when_away: WhenAway::Fail,
        ..settings(Backend::Redis, &server())
    };
    on_redis(config, |config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u32>("numbers");
        let namespace = config.namespace.unwrap();
        // Somebody has put something else there.
        let name = format!("{namespace}::e:numbers/a");
        connection().await.lpush(&name, "x").await.unwrap();
        let asked = async || Ok::<_, ShopError>(1);
        for _ in 0..3 {
            let error = Error::from(numbers.get("a").await.unwrap_err());
            assert_eq!(
                (error.code(), error.category()),
                ("PL1604", Category::Dependency)
            );
            assert!(error.render().contains("WRONGTYPE"), "{}", error.render());
            let error = numbers.get_or_load("a", asked).await.unwrap_err();
            assert_eq!(error, ShopError::Cache("PL1604"));
        }
        assert!(cache.is_answered());
        // Who does without a Redis that is away does without an answer as well.
        let config = CacheConfig {
            when_away: WhenAway::Bypass,
            namespace: Some(namespace),
            ..config
        };
        let without = Cache::connect(&config).await.unwrap();
        let loaded = without.region::<u32>("numbers");
        assert_eq!(loaded.get("a").await.unwrap(), None);
        assert_eq!(*loaded.get_or_load("a", asked).await.unwrap(), 1);
        assert!(without.is_answered());
        numbers.remove("a").await.unwrap();
        assert_eq!(*numbers.get_or_load("a", asked).await.unwrap(), 1);
    })
    .await;
}

/// A thousand miss one key at once, in each of two processes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_who_miss_a_key_at_once_one_of_each_process_loads() {
    for backend in [Backend::Redis, Backend::Tiered] {
        on_redis(settings(backend, &server()), |config| async move {
            let loads = Arc::new(AtomicU32::new(0));
            let (mut caches, mut tasks) = (Vec::new(), Vec::new());
            for _ in 0..2 {
                let cache = Cache::connect(&config).await.unwrap();
                let numbers = cache.region::<u32>("numbers");
                for _ in 0..1_000 {
                    let (numbers, loads) = (numbers.clone(), Arc::clone(&loads));
                    tasks.push(tokio::spawn(async move {
                        let load = async || {
                            tokio::time::sleep(Duration::from_millis(20)).await;
                            loads.fetch_add(1, Ordering::SeqCst);
                            Ok::<_, ShopError>(7)
                        };
                        *numbers.get_or_load("a", load).await.unwrap()
                    }));
                }
                caches.push(cache);
            }
            for task in tasks {
                assert_eq!(task.await.unwrap(), 7);
            }
            let loads = loads.load(Ordering::SeqCst);
            assert!((1..=2).contains(&loads), "{loads} loads");
            let counted: u64 = caches.iter().map(|cache| cache.stats().loads).sum();
            assert_eq!(counted, u64::from(loads));
            for cache in caches {
                assert!(cache.stats().loads <= 1);
                assert_eq!(cache.stats().away, 0);
            }
        })
        .await;
    }
}

#[tokio::test]
async fn ends_are_those_of_the_servers_clock() {
    on_redis(settings(Backend::Redis, &server()), |config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let short = Duration::from_millis(50);
        let numbers = cache.region::<u32>("numbers");
        numbers.clone().ttl(short).put("ttl", 1).await.unwrap();
        numbers.clone().idle(short).put("idle", 2).await.unwrap();
        let stale = numbers.clone().ttl(short).stale(Duration::from_mins(1));
        stale.put("stale", 3).await.unwrap();
        let gone = async |key: &str| numbers.get(key).await.unwrap().is_none();
        until("the time is over", async || gone("ttl").await).await;
        until("nobody has read it", async || gone("idle").await).await;
        let aged = async || {
            stale.get("stale").await.unwrap();
            cache.stats().stale_hits > 0
        };
        until("it is stale", aged).await;
        let four = async || Ok::<_, ShopError>(4);
        assert_eq!(*stale.get_or_load("stale", four).await.unwrap(), 4);
    })
    .await;
}

#[tokio::test]
async fn marks_that_were_evicted_bring_nothing_back() {
    on_redis(settings(Backend::Redis, &server()), |config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u32>("numbers").tag("t");
        numbers.put("a", 1).await.unwrap();
        numbers.remove_tag("t").await.unwrap();
        let marks = format!("{}::marks", config.namespace.unwrap());
        connection().await.del(&marks).await.unwrap();
        assert_eq!(numbers.get("a").await.unwrap(), None);
        numbers.put("a", 2).await.unwrap();
        assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&2));
    })
    .await;
}

#[tokio::test]
async fn the_password_is_that_of_the_settings() {
    on_redis(settings(Backend::Redis, &server()), |config| async move {
        let config = CacheConfig {
            password: Some("canary".into()),
            ..config
        };
        // This server wants none, and says so.
        let error = Cache::connect(&config).await.unwrap_err();
        assert_eq!(error.code(), "PL1604");
        let told = Error::from(error).render();
        assert!(!told.contains("canary"), "{told}");
    })
    .await;
}
