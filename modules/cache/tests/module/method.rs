//! Methods whose answers are kept.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use purlin_cache::{Cache, cached};
use tokio::time::advance;

use crate::support::{ShopError, memory};

struct Prices {
    cache: Cache,
    asked: AtomicU32,
}

impl Prices {
    #[cached(key = "{shelf}:{name}", ttl = "2s", tags = ["prices"], skip = [why], crate = purlin_cache)]
    async fn price(&self, shelf: &str, name: String, why: &str) -> Result<u32, ShopError> {
        if why == "broken" {
            return Err(ShopError::Broken(1));
        }
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        // It takes what it is given.
        drop(name);
        Ok(asked)
    }

    #[cached(key = "{id}", negative = "1s", region = "found", crate = purlin_cache)]
    async fn find(self: Arc<Self>, id: u32) -> Result<Option<String>, ShopError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok((id == 1).then(|| "one".to_owned()))
    }
}

async fn prices() -> Arc<Prices> {
    Arc::new(Prices {
        cache: memory().await,
        asked: AtomicU32::new(0),
    })
}

#[tokio::test(start_paused = true)]
async fn a_method_runs_once_for_the_same_arguments_until_their_time_is_over() {
    let prices = prices().await;
    let price = async |shelf: &str, name: &str| prices.price(shelf, name.to_owned(), "").await;
    assert_eq!(price("a", "b").await, Ok(0));
    assert_eq!(price("a", "b").await, Ok(0));
    // Two that would be one text.
    assert_eq!(price("a:b", "c").await, Ok(1));
    assert_eq!(price("a", "b:c").await, Ok(2));
    advance(Duration::from_secs(2)).await;
    assert_eq!(price("a", "b").await, Ok(3));
    prices.cache.remove_tag("prices").await.unwrap();
    assert_eq!(price("a", "b").await, Ok(4));
}

#[tokio::test]
async fn errors_are_returned_and_not_kept() {
    let prices = prices().await;
    let broken = prices.price("a", "b".to_owned(), "broken").await;
    assert_eq!(broken, Err(ShopError::Broken(1)));
    assert_eq!(prices.price("a", "b".to_owned(), "well").await, Ok(0));
}

#[tokio::test(start_paused = true)]
async fn that_there_is_nothing_is_kept_too() {
    let prices = prices().await;
    for _ in 0..2 {
        let found = Arc::clone(&prices).find(1).await.unwrap();
        assert_eq!(found.as_deref(), Some("one"));
        assert_eq!(Arc::clone(&prices).find(2).await, Ok(None));
    }
    assert_eq!(prices.asked.load(Ordering::SeqCst), 2);
    let found = prices.cache.region::<String>("found");
    assert!(found.get("1").await.unwrap().is_some());
    advance(Duration::from_secs(1)).await;
    Arc::clone(&prices).find(2).await.unwrap();
    assert_eq!(prices.asked.load(Ordering::SeqCst), 3);
}
