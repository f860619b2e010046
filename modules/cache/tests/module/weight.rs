//! How much the memory holds.

use purlin::config::ByteSize;
use purlin_cache::{Cache, CacheConfig};

#[tokio::test]
async fn there_are_no_more_items_than_may_be() {
    let config = CacheConfig {
        max_items: 10,
        ..CacheConfig::default()
    };
    let cache = Cache::connect(&config).await.unwrap();
    let numbers = cache.region::<u32>("numbers");
    for number in 0..100 {
        numbers.put(number.to_string(), number).await.unwrap();
    }
    let stats = cache.stats();
    assert!(stats.items <= 10, "{stats:?}");
    assert_eq!(stats.items + stats.evicted, 100);
}

#[tokio::test]
async fn with_a_size_entries_weigh_what_their_json_or_their_region_says() {
    let config = CacheConfig {
        max_size: Some(ByteSize::new(1_000)),
        ..CacheConfig::default()
    };
    let cache = Cache::connect(&config).await.unwrap();
    let texts = cache.region::<String>("texts");
    texts.put("a", "x".repeat(97)).await.unwrap();
    // One for the key, two for the quotes.
    assert_eq!((cache.stats().items, cache.stats().weight), (1, 100));
    let heavy = texts.clone().weigh(|_| 2_000);
    heavy.put("b", String::new()).await.unwrap();
    assert_eq!(cache.stats().items, 1);
    assert_eq!(texts.get("b").await.unwrap(), None);
    for number in 0..100 {
        texts.put(number.to_string(), "x".repeat(50)).await.unwrap();
    }
    assert!(cache.stats().weight <= 1_000);
}

/// Enough for all of what is asked for often, and for a tenth of what passes by.
#[tokio::test]
async fn what_is_read_often_stays_when_much_else_passes_by() {
    let config = CacheConfig {
        max_items: 100,
        ..CacheConfig::default()
    };
    let cache = Cache::connect(&config).await.unwrap();
    let numbers = cache.region::<u32>("numbers");
    let often: Vec<String> = (0..50).map(|number| format!("often {number}")).collect();
    for key in &often {
        numbers.put(key, 1).await.unwrap();
    }
    for number in 0..1_000 {
        let passing = format!("passing {number}");
        numbers.put(&passing, 2).await.unwrap();
        for key in &often {
            numbers.get(key).await.unwrap();
        }
        let _ = cache.stats();
    }
    let mut stay = 0;
    for key in &often {
        stay += usize::from(numbers.get(key).await.unwrap().is_some());
    }
    assert!(stay >= 45, "{stay} of 50");
}

/// What is found and what makes way for others are looked up in two places, which agree.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_made_way_is_not_found_whoever_writes_at_once() {
    let config = CacheConfig {
        max_items: 20,
        ..CacheConfig::default()
    };
    let cache = Cache::connect(&config).await.unwrap();
    let numbers = cache.region::<u32>("numbers");
    let workers = (0..4).map(|worker| {
        let numbers = numbers.clone();
        tokio::spawn(async move {
            for number in 0..2_000_u32 {
                let key = (number * 7 + worker) % 60;
                match number % 5 {
                    0 => numbers.remove(key.to_string()).await.unwrap(),
                    1 | 2 => drop(numbers.get(key.to_string()).await.unwrap()),
                    _ => drop(numbers.put(key.to_string(), key).await.unwrap()),
                }
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    let items = cache.stats().items;
    let mut found = 0;
    for key in 0..60_u32 {
        if let Some(value) = numbers.get(key.to_string()).await.unwrap() {
            assert_eq!(*value, key);
            found += 1;
        }
    }
    assert!(items <= 20 && found <= items, "{found} of {items}");
    assert!(found > 0);
    numbers.clear().await.unwrap();
    for key in 0..60_u32 {
        assert_eq!(numbers.get(key.to_string()).await.unwrap(), None);
    }
}
