//! Several keys at once, each loaded once whoever asks, and however.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use purlin_cache::{Cache, Region};
use tokio::sync::{Notify, oneshot};

use crate::support::{ShopError, memory, on_each, until};

/// What is found, as plain numbers.
fn plain(found: &[Option<Arc<u32>>]) -> Vec<Option<u32>> {
    found.iter().map(|one| one.as_deref().copied()).collect()
}

#[tokio::test]
async fn many_are_looked_up_at_once_and_only_what_is_missing_is_loaded() {
    on_each(|config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u32>("numbers");
        numbers.put("b", 2).await.unwrap();
        let found = numbers.get_many(&["a", "b"]).await.unwrap();
        assert_eq!(plain(&found), [None, Some(2)]);
        for round in 0..2 {
            let load = async |missing: Vec<String>| {
                assert_eq!((round, missing), (0, vec!["a".to_owned(), "c".to_owned()]));
                Ok::<_, ShopError>(vec![("a".to_owned(), 1)])
            };
            let keys = ["c", "b", "a", "c"];
            let found = numbers.load_many(&keys, load).await.unwrap();
            assert_eq!(plain(&found), [None, Some(2), Some(1), None]);
        }
        assert!(numbers.get_many(&[] as &[&str]).await.unwrap().is_empty());
        cache.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_many_miss_at_once_are_loaded_once_each() {
    on_each(|config| async move {
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u32>("numbers");
        let loads = Arc::new(Mutex::new(BTreeMap::<u32, u32>::new()));
        let loaded = |loads: &Mutex<BTreeMap<u32, u32>>, number| {
            *loads.lock().unwrap().entry(number).or_default() += 1;
        };
        let all: Vec<_> = (0..200_u32)
            .map(|task| {
                let (numbers, loads) = (numbers.clone(), Arc::clone(&loads));
                tokio::spawn(async move {
                    // One by one, and several that overlap, in any order.
                    if task % 4 == 0 {
                        let one = async || {
                            tokio::task::yield_now().await;
                            loaded(&loads, task % 30);
                            Ok::<_, ShopError>(task % 30)
                        };
                        let key = (task % 30).to_string();
                        let found = numbers.get_or_load(key, one).await.unwrap();
                        assert_eq!(*found, task % 30);
                        return;
                    }
                    let mut asked: Vec<u32> = (task..task + 12).map(|key| key % 30).collect();
                    if task % 2 == 0 {
                        asked.reverse();
                    }
                    let keys: Vec<String> = asked.iter().map(u32::to_string).collect();
                    let some = async |missing: Vec<String>| {
                        tokio::task::yield_now().await;
                        let values = missing.into_iter().map(|key| {
                            let number = key.parse().unwrap();
                            loaded(&loads, number);
                            (key, number)
                        });
                        Ok::<_, ShopError>(values.collect())
                    };
                    let found = numbers.load_many(&keys, some).await.unwrap();
                    assert_eq!(
                        plain(&found),
                        asked.into_iter().map(Some).collect::<Vec<_>>()
                    );
                })
            })
            .collect();
        for one in all {
            one.await.unwrap();
        }
        cache.close().await;
        let loads = loads.lock().unwrap();
        assert_eq!(loads.len(), 30);
        assert!(loads.values().all(|count| *count == 1), "{loads:?}");
    })
    .await;
}

/// Loads `a` and `b` and gives them when it is told to.
async fn loading(
    numbers: &Region<u32>,
    leave: oneshot::Receiver<Result<u32, ShopError>>,
) -> tokio::task::JoinHandle<Result<Vec<Option<Arc<u32>>>, ShopError>> {
    let began = Arc::new(Notify::new());
    let first = tokio::spawn({
        let (numbers, began) = (numbers.clone(), Arc::clone(&began));
        async move {
            let mut leave = Some(leave);
            let load = move |missing: Vec<String>| {
                began.notify_one();
                let leave = leave.take().unwrap();
                async move {
                    let number = leave.await.unwrap()?;
                    Ok(missing.into_iter().map(|key| (key, number)).collect())
                }
            };
            numbers.load_many(&["a", "b"], load).await
        }
    });
    began.notified().await;
    first
}

/// Waits for the load of `b`, and loads `c`.
async fn following(
    cache: &Cache,
    numbers: &Region<u32>,
) -> (
    tokio::task::JoinHandle<Result<Vec<Option<Arc<u32>>>, ShopError>>,
    Arc<Mutex<Vec<Vec<String>>>>,
) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let loads = cache.stats().loads;
    let second = tokio::spawn({
        let (numbers, asked) = (numbers.clone(), Arc::clone(&asked));
        async move {
            let load = async |missing: Vec<String>| {
                asked.lock().unwrap().push(missing.clone());
                Ok(missing.into_iter().map(|key| (key, 2)).collect())
            };
            numbers.load_many(&["b", "c"], load).await
        }
    });
    let has_loaded = async || cache.stats().loads > loads;
    until("it has loaded its own", has_loaded).await;
    (second, asked)
}

#[tokio::test]
async fn what_somebody_loads_is_waited_for_and_the_rest_is_loaded_meanwhile() {
    let cache = memory().await;
    let numbers = cache.region::<u32>("numbers");
    let (go, gone) = oneshot::channel();
    let first = loading(&numbers, gone).await;
    let (second, asked) = following(&cache, &numbers).await;
    let three = async || Ok::<_, ShopError>(3);
    let one = tokio::spawn({
        let numbers = numbers.clone();
        async move { numbers.get_or_load("a", three).await }
    });
    go.send(Ok(1)).unwrap();
    assert_eq!(plain(&first.await.unwrap().unwrap()), [Some(1), Some(1)]);
    assert_eq!(plain(&second.await.unwrap().unwrap()), [Some(1), Some(2)]);
    assert_eq!(*one.await.unwrap().unwrap(), 1);
    assert_eq!(*asked.lock().unwrap(), [["c"]]);
}

#[tokio::test]
async fn who_loads_and_goes_away_leaves_the_turn_to_those_who_wait() {
    let cache = memory().await;
    let numbers = cache.region::<u32>("numbers");
    let (_go, gone) = oneshot::channel();
    let first = loading(&numbers, gone).await;
    let (second, asked) = following(&cache, &numbers).await;
    first.abort();
    assert_eq!(plain(&second.await.unwrap().unwrap()), [Some(2), Some(2)]);
    assert_eq!(*asked.lock().unwrap(), [["c"], ["b"]]);
}

#[tokio::test]
async fn the_error_of_who_loads_is_that_of_those_who_wait() {
    let cache = memory().await;
    let numbers = cache.region::<u32>("numbers");
    let (go, gone) = oneshot::channel();
    let first = loading(&numbers, gone).await;
    let (second, _) = following(&cache, &numbers).await;
    go.send(Err(ShopError::Broken(7))).unwrap();
    for task in [first, second] {
        assert_eq!(task.await.unwrap(), Err(ShopError::Broken(7)));
    }
    // It is not kept; what was loaded is.
    assert_eq!(
        plain(&numbers.get_many(&["a", "b", "c"]).await.unwrap()),
        [None, None, Some(2)]
    );
}

#[tokio::test]
async fn what_is_loaded_with_another_type_is_loaded_by_each_alone() {
    let cache = memory().await;
    let numbers = cache.region::<u32>("numbers");
    let texts = cache.region::<String>("numbers");
    let (go, gone) = oneshot::channel();
    let first = loading(&numbers, gone).await;
    let second = tokio::spawn(async move {
        let load = async |missing: Vec<String>| {
            let values = missing.into_iter().map(|key| (key, "text".to_owned()));
            Ok::<_, ShopError>(values.collect())
        };
        texts.load_many(&["a"], load).await
    });
    go.send(Ok(1)).unwrap();
    first.await.unwrap().unwrap();
    let found = second.await.unwrap().unwrap();
    assert_eq!(found[0].as_deref().map(String::as_str), Some("text"));
}
