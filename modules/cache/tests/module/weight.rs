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
