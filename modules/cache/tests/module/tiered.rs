//! The memory in front of Redis: fast, and told of changes.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{sync::Arc, time::Duration};

use purlin_cache::{Backend, Cache, CacheConfig, Region};
use purlin_test_network::Proxy;

use crate::support::{ShopError, on_redis, server, settings, until};

/// Listens already.
async fn open(config: &CacheConfig) -> (Cache, Region<u32>) {
    let cache = Cache::connect(config).await.unwrap();
    let numbers = cache.region::<u32>("numbers").tag("t");
    numbers.put("probe", 0).await.unwrap();
    // What is in memory is given only once it is told of changes: the same value, not another.
    let hears = async || {
        let first = numbers.get("probe").await.unwrap().unwrap();
        Arc::ptr_eq(&first, &numbers.get("probe").await.unwrap().unwrap())
    };
    until("it listens", hears).await;
    (cache, numbers)
}

async fn is(region: &Region<u32>, key: &str, number: Option<u32>) -> bool {
    region.get(key).await.unwrap().as_deref().copied() == number
}

#[tokio::test]
async fn a_change_in_one_process_is_seen_in_the_other() {
    on_redis(settings(Backend::Tiered, &server()), |config| async move {
        let (first, one) = open(&config).await;
        let (second, two) = open(&config).await;
        for way in 0..6 {
            one.put("a", way).await.unwrap();
            until("the other has it", async || is(&two, "a", Some(way)).await).await;
            match way {
                0 => one.put("a", 99).await.map(drop).unwrap(),
                1 => one.remove("a").await.unwrap(),
                2 => one.remove_tag("t").await.unwrap(),
                3 => one.remove_prefix("a").await.unwrap(),
                4 => one.clear().await.unwrap(),
                _ => first.clear().await.unwrap(),
            }
            let now = (way == 0).then_some(99);
            assert!(is(&one, "a", now).await, "{way}");
            until("the other knows", async || is(&two, "a", now).await).await;
        }
        first.close().await;
        second.close().await;
    })
    .await;
}

#[tokio::test]
async fn memory_is_not_trusted_while_word_of_changes_is_lost() {
    on_redis(settings(Backend::Tiered, &server()), |config| async move {
        let (first, one) = open(&config).await;
        let proxy = Proxy::to(&server()).await;
        let behind = CacheConfig {
            url: format!("redis://{}", proxy.address()).into(),
            retry_after: Duration::from_millis(10),
            ..config
        };
        let (second, two) = open(&behind).await;
        for number in 1..20 {
            one.put("a", number).await.unwrap();
            until("the other has it", async || {
                is(&two, "a", Some(number)).await
            })
            .await;
            // Everything that is connected is cut, and the change is told while nobody listens.
            proxy.cut_once();
            one.put("a", number + 100).await.unwrap();
            let seen = async || is(&two, "a", Some(number + 100)).await;
            until("the other knows", seen).await;
        }
        first.close().await;
        second.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_memory_asks_redis_again_after_a_while() {
    let config = CacheConfig {
        local_ttl: Duration::from_millis(20),
        ..settings(Backend::Tiered, &server())
    };
    on_redis(config, |config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache
            .region::<u32>("numbers")
            .early(Duration::from_secs(10));
        let first = numbers.put("a", 1).await.unwrap();
        let read_again = async || {
            let again = numbers.get("a").await.unwrap().unwrap();
            *again == 1 && !Arc::ptr_eq(&first, &again)
        };
        until("it was read again", read_again).await;
        let two = async || Ok::<_, ShopError>(2);
        // It is not near its end because its copy is.
        assert_eq!(*numbers.get_or_load("a", two).await.unwrap(), 1);
        cache.close().await;
    })
    .await;
}
