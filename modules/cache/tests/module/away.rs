//! Redis is away: what the configuration says happens, and it is used again when it is back.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use purlin::health::HealthStatus;
use purlin_cache::{Backend, Cache, CacheConfig, CacheHealth, WhenAway};
use purlin_test_network::Proxy;

use crate::support::{ShopError, impatient, on_redis, server, until};

/// Opens a cache behind a network, and checks.
async fn behind<F: Future<Output = ()>>(
    backend: Backend,
    when_away: WhenAway,
    check: impl FnOnce(Cache, Proxy, CacheConfig) -> F,
) {
    on_redis(
        impatient(backend, when_away, &server()),
        |config| async move {
            let proxy = Proxy::to(&server()).await;
            let config = CacheConfig {
                url: format!("redis://{}", proxy.address()).into(),
                ..config
            };
            let cache = Cache::connect(&config).await.unwrap();
            check(cache.clone(), proxy, config).await;
            cache.close().await;
        },
    )
    .await;
}

async fn is_back(cache: &Cache) {
    until("Redis is used again", async || cache.is_answered()).await;
}

#[tokio::test]
async fn bypass_loads_everything_and_keeps_nothing() {
    for backend in [Backend::Redis, Backend::Tiered] {
        behind(backend, WhenAway::Bypass, |cache, proxy, _| async move {
            let numbers = cache.region::<u32>("numbers");
            numbers.put("a", 1).await.unwrap();
            proxy.cut();
            let asked = AtomicU32::new(10);
            let load = async || Ok::<_, ShopError>(asked.fetch_add(1, Ordering::SeqCst));
            let gone = async || {
                numbers.get_or_load("b", load).await.unwrap();
                !cache.is_answered()
            };
            until("it is left alone", gone).await;
            let before = asked.load(Ordering::SeqCst);
            for number in 0..3 {
                let value = numbers.get_or_load("b", load).await.unwrap();
                assert_eq!(*value, before + number);
            }
            assert_eq!(
                CacheHealth::check(&cache).await.status(),
                HealthStatus::Degraded
            );
            assert!(cache.stats().away > 0);
            proxy.mend();
            is_back(&cache).await;
            assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&1));
            assert_eq!(
                CacheHealth::check(&cache).await.status(),
                HealthStatus::Healthy
            );
        })
        .await;
    }
}

#[tokio::test]
async fn fail_is_an_error_until_it_is_back() {
    behind(
        Backend::Tiered,
        WhenAway::Fail,
        |cache, proxy, config| async move {
            let numbers = cache.region::<u32>("numbers");
            numbers.put("a", 1).await.unwrap();
            proxy.cut();
            let error = async || {
                let load = async || Ok::<_, ShopError>(2);
                numbers.get_or_load("b", load).await.is_err()
            };
            until("it is an error", error).await;
            let error = numbers.get("b").await.unwrap_err();
            assert_eq!(error.code(), "PL1601");
            assert_eq!(numbers.put("c", 1).await.unwrap_err().code(), "PL1601");
            assert_eq!(numbers.remove("a").await.unwrap_err().code(), "PL1601");
            let health = CacheHealth::check(&cache).await;
            assert_eq!(health.status(), HealthStatus::Unhealthy);
            // A start fails, too.
            let error = Cache::connect(&config).await.unwrap_err();
            assert_eq!(error.code(), "PL1601");
            proxy.mend();
            is_back(&cache).await;
            // What was told as failed is done all the same: it cannot be known to be wrong.
            assert_eq!(numbers.get("a").await.unwrap(), None);
            assert_eq!(cache.stats().pending, 0);
        },
    )
    .await;
}

#[tokio::test]
async fn stale_gives_what_this_process_knows_however_old() {
    for backend in [Backend::Redis, Backend::Tiered] {
        behind(backend, WhenAway::Stale, |cache, proxy, _| async move {
            let numbers = cache
                .region::<u32>("numbers")
                .ttl(Duration::from_millis(100));
            let asked = AtomicU32::new(0);
            let load = async || Ok::<_, ShopError>(asked.fetch_add(1, Ordering::SeqCst));
            assert_eq!(*numbers.get_or_load("a", load).await.unwrap(), 0);
            numbers.put("removed", 7).await.unwrap();
            proxy.cut();
            let gone = async || {
                numbers.get_or_load("b", load).await.unwrap();
                !cache.is_answered()
            };
            until("it is left alone", gone).await;
            let known = asked.load(Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(150)).await;
            assert_eq!(*numbers.get_or_load("a", load).await.unwrap(), 0);
            // What was loaded meanwhile is known, too.
            numbers.get_or_load("b", load).await.unwrap();
            assert_eq!(asked.load(Ordering::SeqCst), known);
            // What was removed and put is.
            numbers.remove("removed").await.unwrap();
            assert_eq!(numbers.get("removed").await.unwrap(), None);
            numbers.put("a", 50).await.unwrap();
            assert_eq!(*numbers.get_or_load("a", load).await.unwrap(), 50);
            proxy.mend();
            is_back(&cache).await;
            assert_eq!(numbers.get("removed").await.unwrap(), None);
            assert_eq!(*numbers.get_or_load("a", load).await.unwrap(), known);
        })
        .await;
    }
}

#[tokio::test]
async fn a_start_without_redis_goes_well_and_uses_it_when_it_is_there() {
    let config = impatient(Backend::Tiered, WhenAway::Bypass, &server());
    on_redis(config, |config| async move {
        let proxy = Proxy::to(&server()).await;
        proxy.cut();
        let config = CacheConfig {
            url: format!("redis://{}", proxy.address()).into(),
            ..config
        };
        let cache = Cache::connect(&config).await.unwrap();
        assert!(!cache.is_answered());
        let numbers = cache.region::<u32>("numbers");
        let one = async || Ok::<_, ShopError>(1);
        assert_eq!(*numbers.get_or_load("a", one).await.unwrap(), 1);
        proxy.mend();
        is_back(&cache).await;
        numbers.get_or_load("a", one).await.unwrap();
        assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&1));
        cache.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_invalidated_while_it_is_away_is_so_when_it_is_back() {
    behind(
        Backend::Redis,
        WhenAway::Bypass,
        |cache, proxy, _| async move {
            let numbers = cache.region::<u32>("numbers").tag("t");
            let others = cache.region::<u32>("others");
            for key in ["key", "put", "p:1", "stays"] {
                others.put(key, 1).await.unwrap();
                numbers.put(key, 1).await.unwrap();
            }
            proxy.cut();
            others.remove("key").await.unwrap();
            others.put("put", 2).await.unwrap();
            others.remove_prefix("p:").await.unwrap();
            numbers.remove_tag("t").await.unwrap();
            assert_eq!(cache.stats().pending, 4);
            assert!(!cache.is_answered());
            proxy.mend();
            is_back(&cache).await;
            let keys = ["key", "put", "p:1", "stays"];
            let found = others.get_many(&keys).await.unwrap();
            let found: Vec<_> = found.iter().map(|one| one.as_deref().copied()).collect();
            assert_eq!(found, [None, None, None, Some(1)]);
            assert!(
                numbers
                    .get_many(&keys)
                    .await
                    .unwrap()
                    .iter()
                    .all(Option::is_none)
            );
            assert_eq!(cache.stats().pending, 0);
        },
    )
    .await;
}

#[tokio::test]
async fn more_invalidations_than_may_wait_become_one_of_everything() {
    let config = CacheConfig {
        max_pending: 3,
        ..impatient(Backend::Redis, WhenAway::Bypass, &server())
    };
    on_redis(config, |config| async move {
        let proxy = Proxy::to(&server()).await;
        let config = CacheConfig {
            url: format!("redis://{}", proxy.address()).into(),
            ..config
        };
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u32>("numbers");
        numbers.put("stays", 1).await.unwrap();
        proxy.cut();
        for number in 0..20 {
            numbers.remove(number.to_string()).await.unwrap();
        }
        assert_eq!(cache.stats().pending, 1);
        proxy.mend();
        is_back(&cache).await;
        assert_eq!(numbers.get("stays").await.unwrap(), None);
        cache.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_is_lost_while_idle_is_not_noticed() {
    behind(
        Backend::Redis,
        WhenAway::Fail,
        |cache, proxy, _| async move {
            let numbers = cache.region::<u32>("numbers");
            for number in 0..20 {
                numbers.put("a", number).await.unwrap();
                proxy.cut_once();
                assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&number));
                proxy.cut_once();
                numbers.remove("a").await.unwrap();
            }
            assert!(cache.is_answered());
        },
    )
    .await;
}

#[tokio::test]
async fn a_network_that_says_nothing_is_waited_for_no_longer_than_it_should() {
    behind(
        Backend::Tiered,
        WhenAway::Bypass,
        |cache, proxy, _| async move {
            let numbers = cache.region::<u32>("numbers");
            numbers.put("a", 1).await.unwrap();
            proxy.silence();
            let two = async || Ok::<_, ShopError>(2);
            let gone = async || {
                numbers.get_or_load("b", two).await.unwrap();
                !cache.is_answered()
            };
            until("it is left alone", gone).await;
            proxy.mend();
            is_back(&cache).await;
            assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&1));
        },
    )
    .await;
}

/// Writers change numbers and invalidate; readers never see one that is older than the last that
/// they know to be invalidated, whatever the network does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_older_than_an_invalidation_is_read_while_the_network_is_cut() {
    for (backend, when_away) in [
        (Backend::Redis, WhenAway::Bypass),
        (Backend::Tiered, WhenAway::Bypass),
        (Backend::Tiered, WhenAway::Stale),
    ] {
        behind(backend, when_away, |cache, proxy, _| async move {
            let truth: Arc<Vec<AtomicU32>> = Arc::new((0..8).map(|_| 0.into()).collect());
            let over = Arc::new(AtomicBool::new(false));
            let workers: Vec<_> = (0..8_usize)
                .map(|key| {
                    let numbers = cache.region::<u32>("numbers");
                    let (truth, over) = (Arc::clone(&truth), Arc::clone(&over));
                    tokio::spawn(async move {
                        let mut rounds = 0;
                        while !over.load(Ordering::SeqCst) {
                            let name = key.to_string();
                            // Only this worker writes this key: what it reads it has written.
                            let now = truth[key].fetch_add(1, Ordering::SeqCst) + 1;
                            numbers.remove(&name).await.unwrap();
                            for _ in 0..3 {
                                let load = async || {
                                    tokio::task::yield_now().await;
                                    Ok::<_, ShopError>(truth[key].load(Ordering::SeqCst))
                                };
                                let read = numbers.get_or_load(&name, load).await.unwrap();
                                assert_eq!(*read, now, "key {key}");
                            }
                            rounds += 1;
                        }
                        rounds
                    })
                })
                .collect();
            for round in 0..12 {
                tokio::time::sleep(Duration::from_millis(20)).await;
                match round % 3 {
                    0 => proxy.cut_once(),
                    1 => proxy.cut(),
                    _ => proxy.mend(),
                }
            }
            proxy.mend();
            over.store(true, Ordering::SeqCst);
            let mut rounds = BTreeMap::new();
            for (key, worker) in workers.into_iter().enumerate() {
                rounds.insert(key, worker.await.unwrap());
            }
            assert!(rounds.values().all(|rounds| *rounds > 10), "{rounds:?}");
            is_back(&cache).await;
        })
        .await;
    }
}
