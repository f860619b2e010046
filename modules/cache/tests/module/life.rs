//! How long entries live: by the clock of the runtime, which these tests hold.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::time::{advance, sleep};

use crate::support::{ShopError, memory, until};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn an_entry_is_over_after_its_time_and_not_before() {
    let cache = memory().await;
    let numbers = cache.region::<u32>("numbers");
    numbers.put("a", 1).await.unwrap();
    let short = numbers.clone().ttl(SECOND);
    short.put("b", 2).await.unwrap();
    advance(SECOND).await;
    assert_eq!(numbers.get("b").await.unwrap(), None);
    // The default: five minutes.
    advance(298 * SECOND).await;
    assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&1));
    advance(SECOND).await;
    assert_eq!(numbers.get("a").await.unwrap(), None);
    let stats = cache.stats();
    assert_eq!((stats.hits, stats.misses), (1, 2));
    assert_eq!(stats.hit_percent(), Some(33));
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_nobody_reads_goes_and_one_that_is_read_stays() {
    let cache = memory().await;
    let numbers = cache
        .region::<u32>("numbers")
        .ttl(10 * SECOND)
        .idle(2 * SECOND);
    numbers.put("read", 1).await.unwrap();
    numbers.put("left", 2).await.unwrap();
    for _ in 0..6 {
        advance(3 * SECOND / 2).await;
        assert!(numbers.get("read").await.unwrap().is_some());
    }
    assert_eq!(numbers.get("left").await.unwrap(), None);
    // Not for ever, though.
    advance(SECOND).await;
    assert_eq!(numbers.get("read").await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn what_is_stale_is_given_to_all_but_the_one_who_loads() {
    let cache = memory().await;
    let numbers = cache.region::<u32>("numbers").ttl(SECOND).stale(9 * SECOND);
    numbers.put("a", 1).await.unwrap();
    advance(SECOND).await;
    let first = tokio::spawn({
        let numbers = numbers.clone();
        async move {
            let load = async || {
                sleep(SECOND).await;
                Ok::<_, ShopError>(2)
            };
            *numbers.get_or_load("a", load).await.unwrap()
        }
    });
    tokio::task::yield_now().await;
    let unused = async || Err(ShopError::Broken(1));
    assert_eq!(*numbers.get_or_load("a", unused).await.unwrap(), 1);
    assert_eq!(first.await.unwrap(), 2);
    assert_eq!(*numbers.get_or_load("a", unused).await.unwrap(), 2);
    // A load that fails gives what there was; when that is over, its error.
    advance(2 * SECOND).await;
    assert_eq!(*numbers.get_or_load("a", unused).await.unwrap(), 2);
    advance(8 * SECOND).await;
    let error = numbers.get_or_load("a", unused).await.unwrap_err();
    assert_eq!(error, ShopError::Broken(1));
    let stats = cache.stats();
    assert_eq!((stats.loads, stats.failed_loads), (1, 2));
    assert_eq!(stats.load_time, SECOND);
    assert_eq!(stats.longest_load, SECOND);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_refresh_in_the_background() {
    let cache = memory().await;
    let numbers = cache.region::<u32>("numbers").ttl(SECOND).stale(9 * SECOND);
    let loads = Arc::new(AtomicU32::new(0));
    let load = || {
        let loads = Arc::clone(&loads);
        move || async move {
            sleep(SECOND).await;
            Ok::<_, ShopError>(loads.fetch_add(1, Ordering::SeqCst))
        }
    };
    assert_eq!(*numbers.get_or_refresh("a", load()).await.unwrap(), 0);
    advance(SECOND).await;
    for _ in 0..10 {
        assert_eq!(*numbers.get_or_refresh("a", load()).await.unwrap(), 0);
    }
    sleep(SECOND + SECOND / 10).await;
    assert_eq!(*numbers.get_or_refresh("a", load()).await.unwrap(), 1);
    assert_eq!(loads.load(Ordering::SeqCst), 2);
    // It ends with the cache.
    advance(SECOND).await;
    numbers.get_or_refresh("a", load()).await.unwrap();
    cache.close().await;
    sleep(2 * SECOND).await;
    assert_eq!(loads.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn an_entry_near_its_end_is_loaded_before_it_is_over() {
    let cache = memory().await;
    let numbers = cache
        .region::<u32>("numbers")
        .ttl(10 * SECOND)
        .early(3 * SECOND);
    numbers.put("a", 1).await.unwrap();
    let two = async || Ok::<_, ShopError>(2);
    advance(6 * SECOND).await;
    assert_eq!(*numbers.get_or_load("a", two).await.unwrap(), 1);
    advance(SECOND).await;
    assert_eq!(*numbers.get_or_load("a", two).await.unwrap(), 2);
    // It began anew.
    advance(6 * SECOND).await;
    assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&2));
    assert_eq!(cache.stats().misses, 0);
}

#[tokio::test(start_paused = true)]
async fn that_there_is_nothing_is_remembered_for_a_while() {
    let cache = memory().await;
    let numbers = cache.region::<u32>("numbers").negative(2 * SECOND);
    let loads = AtomicU32::new(0);
    let nothing = async || {
        loads.fetch_add(1, Ordering::SeqCst);
        Ok::<_, ShopError>(None)
    };
    for _ in 0..3 {
        assert_eq!(numbers.get_or_find("a", nothing).await.unwrap(), None);
    }
    assert_eq!(loads.load(Ordering::SeqCst), 1);
    assert_eq!(cache.stats().negative_hits, 2);
    advance(2 * SECOND).await;
    numbers.get_or_find("a", nothing).await.unwrap();
    assert_eq!(loads.load(Ordering::SeqCst), 2);
    // Who needs a value loads it all the same.
    let one = async || Ok::<_, ShopError>(1);
    assert_eq!(*numbers.get_or_load("a", one).await.unwrap(), 1);
    assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&1));
    let never = numbers.negative(Duration::ZERO);
    for _ in 0..2 {
        never.get_or_find("b", nothing).await.unwrap();
    }
    assert_eq!(loads.load(Ordering::SeqCst), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_end_as_well_where_the_time_cannot_be_held() {
    let cache = memory().await;
    let short = Duration::from_millis(30);
    let numbers = cache.region::<u32>("numbers");
    numbers.clone().ttl(short).put("ttl", 1).await.unwrap();
    let stale = numbers.clone().ttl(short).stale(Duration::from_mins(1));
    stale.put("stale", 2).await.unwrap();
    numbers.put("stays", 3).await.unwrap();
    let gone = async || numbers.get("ttl").await.unwrap().is_none();
    until("its time is over", gone).await;
    let aged = async || {
        let found = numbers.get("stale").await.unwrap();
        assert_eq!(found.as_deref(), Some(&2));
        cache.stats().stale_hits > 0
    };
    until("it is stale", aged).await;
    assert_eq!(numbers.get("stays").await.unwrap().as_deref(), Some(&3));
}
