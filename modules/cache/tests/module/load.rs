//! One load for all: whoever panics, goes away or fails.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use purlin_cache::{Cache, Region};
use tokio::{
    sync::{Notify, oneshot},
    time::sleep,
};

use crate::support::{ShopError, memory, on_each, settings, until};

async fn load(loads: &AtomicU32) -> Result<u32, ShopError> {
    sleep(Duration::from_millis(20)).await;
    Ok(loads.fetch_add(1, Ordering::SeqCst))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_who_miss_at_once_load_once() {
    on_each(|config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u32>("numbers");
        let loads = Arc::new(AtomicU32::new(0));
        let all: Vec<_> = (0..1_000)
            .map(|_| {
                let (numbers, loads) = (numbers.clone(), Arc::clone(&loads));
                tokio::spawn(async move {
                    let load = async || load(&loads).await;
                    *numbers.get_or_load("a", load).await.unwrap()
                })
            })
            .collect();
        for one in all {
            assert_eq!(one.await.unwrap(), 0);
        }
        assert_eq!(loads.load(Ordering::SeqCst), 1);
        let stats = cache.stats();
        assert_eq!(stats.loads, 1);
        assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&0));
        cache.close().await;
    })
    .await;
}

/// One who loads until he is told to go on, and some who wait for him.
async fn waiting(
    cache: &Cache,
    numbers: &Region<u32>,
    leave: impl Future<Output = Result<u32, ShopError>> + Send + 'static,
) -> (
    tokio::task::JoinHandle<Result<Arc<u32>, ShopError>>,
    Vec<tokio::task::JoinHandle<Result<u32, ShopError>>>,
    Arc<AtomicU32>,
) {
    let before = cache.stats().misses;
    let began = Arc::new(Notify::new());
    let first = tokio::spawn({
        let (numbers, began) = (numbers.clone(), Arc::clone(&began));
        async move {
            let load = async move || {
                began.notify_one();
                leave.await
            };
            numbers.get_or_load("a", load).await
        }
    });
    began.notified().await;
    let loads = Arc::new(AtomicU32::new(100));
    let others = (0..10)
        .map(|_| {
            let (numbers, loads) = (numbers.clone(), Arc::clone(&loads));
            tokio::spawn(async move {
                let load = async || load(&loads).await;
                numbers.get_or_load("a", load).await.map(|value| *value)
            })
        })
        .collect();
    // Who has missed joins at once.
    let missed = async || cache.stats().misses >= before + 11;
    until("all wait", missed).await;
    (first, others, loads)
}

#[tokio::test]
async fn a_loader_that_panics_leaves_the_turn_to_the_next() {
    let cache = memory().await;
    let numbers = cache.region("numbers");
    let (go, gone) = oneshot::channel::<()>();
    let panics = async {
        let _ = gone.await;
        panic!("the loader panics")
    };
    let (first, others, loads) = waiting(&cache, &numbers, panics).await;
    go.send(()).unwrap();
    assert!(first.await.unwrap_err().is_panic());
    for other in others {
        assert_eq!(other.await.unwrap(), Ok(100));
    }
    assert_eq!(loads.load(Ordering::SeqCst), 101);
    assert_eq!(cache.stats().failed_loads, 1);
}

#[tokio::test]
async fn a_loader_that_goes_away_leaves_the_turn_to_the_next() {
    let cache = memory().await;
    let numbers = cache.region("numbers");
    let (first, others, loads) = waiting(&cache, &numbers, std::future::pending()).await;
    first.abort();
    for other in others {
        assert_eq!(other.await.unwrap(), Ok(100));
    }
    assert_eq!(loads.load(Ordering::SeqCst), 101);
}

#[tokio::test]
async fn an_error_is_that_of_all_who_wait_and_is_not_kept() {
    let cache = memory().await;
    let numbers = cache.region("numbers");
    let (go, gone) = oneshot::channel::<()>();
    let fails = async {
        let _ = gone.await;
        Err(ShopError::Broken(7))
    };
    let (first, others, loads) = waiting(&cache, &numbers, fails).await;
    go.send(()).unwrap();
    assert_eq!(first.await.unwrap(), Err(ShopError::Broken(7)));
    for other in others {
        assert_eq!(other.await.unwrap(), Err(ShopError::Broken(7)));
    }
    assert_eq!(loads.load(Ordering::SeqCst), 100);
    let load = async || load(&loads).await;
    assert_eq!(*numbers.get_or_load("a", load).await.unwrap(), 100);
}

#[tokio::test]
async fn who_asks_after_an_invalidation_does_not_get_what_was_loaded_before_it() {
    on_each(|config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u32>("numbers").tag("all");
        for way in 0..5_u32 {
            let (go, gone) = oneshot::channel::<()>();
            let old = async {
                let _ = gone.await;
                Ok(1)
            };
            let (first, others, _) = waiting(&cache, &numbers, old).await;
            match way {
                0 => numbers.remove("a").await.unwrap(),
                1 => numbers.remove_tag("all").await.unwrap(),
                2 => numbers.remove_prefix("a").await.unwrap(),
                3 => numbers.clear().await.unwrap(),
                _ => cache.clear().await.unwrap(),
            }
            let new = async || Ok::<_, ShopError>(2);
            assert_eq!(*numbers.get_or_load("a", new).await.unwrap(), 2, "{way}");
            go.send(()).unwrap();
            assert_eq!(*first.await.unwrap().unwrap(), 1);
            for other in others {
                assert_eq!(other.await.unwrap(), Ok(1));
            }
            // What came late is not kept.
            assert_eq!(
                numbers.get("a").await.unwrap().as_deref(),
                Some(&2),
                "{way}"
            );
            numbers.remove("a").await.unwrap();
        }
        assert_eq!(cache.stats().overtaken, 5);
        cache.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_put_is_not_overwritten_by_what_was_being_loaded() {
    on_each(|config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u32>("numbers");
        let (go, gone) = oneshot::channel::<()>();
        let old = async {
            let _ = gone.await;
            Ok(1)
        };
        let (first, others, _) = waiting(&cache, &numbers, old).await;
        numbers.put("a", 2).await.unwrap();
        go.send(()).unwrap();
        first.await.unwrap().unwrap();
        for other in others {
            other.await.unwrap().unwrap();
        }
        assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&2));
        cache.close().await;
    })
    .await;
}

#[tokio::test]
async fn entries_go_by_key_tag_prefix_and_region() {
    on_each(|config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let odd = |number: &u32| vec![format!("rest:{}", number % 2)];
        let numbers = cache.region::<u32>("numbers").tags(odd);
        let others = cache.region::<u32>("others").tag("rest:1");
        let fill = async || {
            for (key, number) in [("a*:1", 1), ("a*:2", 2), ("ab:3", 3)] {
                numbers.put(key, number).await.unwrap();
                others.put(key, number).await.unwrap();
            }
        };
        let left = async |region: &Region<u32>| {
            let found = region.get_many(&["a*:1", "a*:2", "ab:3"]).await.unwrap();
            let found = found.iter().flatten().map(|number| **number);
            found.collect::<Vec<u32>>()
        };
        fill().await;
        numbers.remove("a*:1").await.unwrap();
        assert_eq!(left(&numbers).await, [2, 3]);
        fill().await;
        numbers.remove_prefix("a*:").await.unwrap();
        assert_eq!(left(&numbers).await, [3]);
        assert_eq!(left(&others).await, [1, 2, 3]);
        fill().await;
        numbers.remove_tag("rest:0").await.unwrap();
        assert_eq!(left(&numbers).await, [1, 3]);
        cache.remove_tag("rest:1").await.unwrap();
        assert_eq!(left(&numbers).await, [0_u32; 0]);
        assert_eq!(left(&others).await, [0_u32; 0]);
        fill().await;
        numbers.clear().await.unwrap();
        assert_eq!(left(&numbers).await, [0_u32; 0]);
        assert_eq!(left(&others).await, [1, 2, 3]);
        cache.clear().await.unwrap();
        assert_eq!(left(&others).await, [0_u32; 0]);
        cache.close().await;
    })
    .await;
}

#[test]
fn every_test_has_a_namespace_of_its_own() {
    let name = || settings(purlin_cache::Backend::Redis, "host").namespace;
    assert_ne!(name(), name());
}
