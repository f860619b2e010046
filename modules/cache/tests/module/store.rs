//! Stores by the one trait that they have: the memory, Redis, and one of a test's own.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use purlin::{
    error::Error,
    health::HealthStatus,
    prelude::*,
    tenant::{Tenants, TenantsModule},
    testing::TestApp,
};
use purlin_cache::{
    Backend, Cache, CacheConfig, CacheError, CacheHealth, CacheModule, MemoryStore, RedisStore,
    Store, WhenAway, testing::holds_the_contract,
};

use crate::support::{ShopError, on_redis, server, settings, shelf::Shelf, until};

#[tokio::test]
async fn the_memory_and_a_store_of_ones_own_hold_the_contract() {
    let config = CacheConfig::default();
    let stores: [Arc<dyn Store>; 2] = [Arc::new(MemoryStore::new(&config)), Arc::new(Shelf::new())];
    for store in stores {
        holds_the_contract(&*store).await.unwrap();
    }
}

#[tokio::test]
async fn redis_holds_the_contract() {
    on_redis(settings(Backend::Redis, &server()), |config| async move {
        let namespace = config.namespace.clone().unwrap();
        let store = RedisStore::new(&config, &namespace).unwrap();
        holds_the_contract(&store).await.unwrap();
        store.close().await;
        assert_eq!(store.ping().await.unwrap_err().code(), "PL1601");
    })
    .await;
}

/// Keeps whatever was overtaken.
struct Careless(Shelf);

#[async_trait::async_trait]
impl Store for Careless {
    fn name(&self) -> &'static str {
        "careless"
    }

    async fn read(
        &self,
        lookup: &purlin_cache::Lookup<'_>,
    ) -> Result<purlin_cache::Answer, CacheError> {
        let answer = self.0.read(lookup).await?;
        Ok(purlin_cache::Answer {
            at: u64::MAX,
            ..answer
        })
    }

    async fn write(&self, entry: &purlin_cache::NewEntry<'_>) -> Result<bool, CacheError> {
        self.0.write(entry).await
    }

    async fn invalidate(
        &self,
        gone: &purlin_cache::Invalidation,
        notice: &str,
    ) -> Result<(), CacheError> {
        self.0.invalidate(gone, notice).await
    }
}

#[tokio::test]
async fn a_store_that_keeps_what_was_overtaken_does_not_hold_the_contract() {
    let told = holds_the_contract(&Careless(Shelf::new())).await;
    let told = told.unwrap_err().to_string();
    assert!(told.starts_with("what was loaded before"), "{told}");
}

#[tokio::test]
async fn a_cache_over_a_store_of_ones_own_does_what_it_does_over_any() {
    let shelf = Arc::new(Shelf::new());
    let config = CacheConfig::default();
    let cache = Cache::over(&config, Arc::clone(&shelf) as _).await.unwrap();
    assert_eq!(cache.backend(), Backend::Own);
    let numbers = cache.region::<u32>("numbers").tag("t");
    let loads = std::sync::atomic::AtomicU32::new(0);
    let load = async || {
        tokio::task::yield_now().await;
        Ok::<_, ShopError>(loads.fetch_add(1, Ordering::SeqCst))
    };
    let burst = (0..100).map(|_| numbers.get_or_load("a", load));
    for value in futures_util::future::join_all(burst).await {
        assert_eq!(*value.unwrap(), 0);
    }
    assert_eq!(shelf.names(), [":e:numbers/a"]);
    numbers.put("b/1", 7).await.unwrap();
    numbers.put("b/2", 8).await.unwrap();
    let found = numbers.get_many(&["b/2", "c", "b/1"]).await.unwrap();
    let found: Vec<_> = found.iter().map(|one| one.as_deref().copied()).collect();
    assert_eq!(found, [Some(8), None, Some(7)]);
    numbers.remove_prefix("b/").await.unwrap();
    assert_eq!(shelf.names(), [":e:numbers/a"]);
    numbers.remove_tag("t").await.unwrap();
    assert_eq!(shelf.names(), [""; 0]);
    // What is loaded while something is invalidated is given, and not kept.
    let overtaken = async || {
        numbers.remove("a").await.unwrap();
        Ok::<_, ShopError>(9)
    };
    assert_eq!(*numbers.get_or_load("a", overtaken).await.unwrap(), 9);
    assert_eq!(cache.stats().overtaken, 1);
    let nothing = async || Ok::<_, ShopError>(None);
    assert_eq!(numbers.get_or_find("n", nothing).await.unwrap(), None);
    assert_eq!(numbers.get("n").await.unwrap(), None);
    assert_eq!(cache.stats().negative_hits, 1);
    cache.close().await;
}

#[tokio::test]
async fn a_store_of_ones_own_that_is_away_is_left_alone_and_told_what_it_missed() {
    for (when_away, status) in [
        (WhenAway::Bypass, HealthStatus::Degraded),
        (WhenAway::Fail, HealthStatus::Unhealthy),
    ] {
        let shelf = Arc::new(Shelf::new());
        let config = CacheConfig {
            when_away,
            failures: 2,
            retry_after: Duration::from_millis(5),
            ..CacheConfig::default()
        };
        let cache = Cache::over(&config, Arc::clone(&shelf) as _).await.unwrap();
        let numbers = cache.region::<u32>("numbers");
        numbers.put("a", 1).await.unwrap();
        shelf.away.store(true, Ordering::SeqCst);
        let two = async || Ok::<_, ShopError>(2);
        for _ in 0..3 {
            match numbers.get_or_load("a", two).await {
                Ok(value) => assert_eq!((*value, when_away), (2, WhenAway::Bypass)),
                Err(error) => assert_eq!(error, ShopError::Cache("PL1601")),
            }
        }
        assert!(!cache.is_answered());
        let reads = shelf.reads.load(Ordering::SeqCst);
        let _ = numbers.get("a").await;
        assert_eq!(shelf.reads.load(Ordering::SeqCst), reads, "left alone");
        if let Err(error) = numbers.remove("a").await {
            assert_eq!(
                error.to_string(),
                "the shelf does not answer: it is left alone until it answers again"
            );
        }
        assert_eq!(CacheHealth::check(&cache).await.status(), status);
        shelf.away.store(false, Ordering::SeqCst);
        until("it is back", async || cache.is_answered()).await;
        assert_eq!(numbers.get("a").await.unwrap(), None);
        assert_eq!(shelf.names(), [""; 0]);
        cache.close().await;
    }
}

#[tokio::test]
async fn the_memory_in_front_of_a_store_of_ones_own_hears_of_changes() {
    let shelf = Arc::new(Shelf::new());
    let config = CacheConfig {
        backend: Backend::Tiered,
        ..CacheConfig::default()
    };
    let open = async || {
        let cache = Cache::over(&config, Arc::clone(&shelf) as _).await.unwrap();
        let numbers = cache.region::<u32>("numbers");
        numbers.put("probe", 0).await.unwrap();
        let hears = async || {
            let first = numbers.get("probe").await.unwrap().unwrap();
            Arc::ptr_eq(&first, &numbers.get("probe").await.unwrap().unwrap())
        };
        until("it listens", hears).await;
        (cache, numbers)
    };
    let (first, one) = open().await;
    let (second, two) = open().await;
    one.put("a", 1).await.unwrap();
    let sees = async |number| two.get("a").await.unwrap().as_deref() == Some(&number);
    until("it is there", async || sees(1).await).await;
    let reads = shelf.reads.load(Ordering::SeqCst);
    for _ in 0..10 {
        assert!(sees(1).await);
    }
    assert_eq!(shelf.reads.load(Ordering::SeqCst), reads, "from memory");
    one.put("a", 2).await.unwrap();
    until("the other knows", async || sees(2).await).await;
    first.close().await;
    second.close().await;
}

/// Provides a store.
struct ShelfModule;

#[module]
impl ShelfModule {
    #[provides(as = dyn Store)]
    fn shelf() -> Shelf {
        Shelf::new()
    }
}

/// An application with a store of its own.
#[app(modules = [TenantsModule, ShelfModule, CacheModule], expose = [Cache, dyn Store])]
struct Library;

/// One without.
#[app(modules = [CacheModule], expose = [Cache])]
struct Bare;

#[tokio::test]
async fn the_store_that_an_application_provides_is_used_where_the_configuration_says_so() {
    let library = TestApp::<Library>::new()
        .config("tenants.known", vec!["acme", "globex"])
        .config("cache.backend", "own");
    let library = library.start().await.unwrap();
    let cache = library.get::<Cache>();
    let numbers = cache.region::<u32>("numbers");
    for tenant in ["acme", "globex"] {
        let context = library.get::<Tenants>().context(&tenant.parse().unwrap());
        let context = context.unwrap();
        let length = u32::try_from(tenant.len()).unwrap();
        context
            .scope(async {
                assert_eq!(numbers.get("a").await.unwrap(), None);
                numbers.put("a", length).await.unwrap();
                assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&length));
            })
            .await;
    }
    assert_eq!(numbers.get("a").await.unwrap(), None);
    let health = CacheHealth::check(cache).await;
    assert_eq!(health.status(), HealthStatus::Healthy);
    library.stop().await;

    // By default it is the memory all the same.
    let library = TestApp::<Library>::new().start().await.unwrap();
    assert_eq!(library.get::<Cache>().backend(), Backend::Memory);
    library.stop().await;
}

#[tokio::test]
async fn without_a_store_of_the_application_the_start_fails() {
    let bare = TestApp::<Bare>::new().config("cache.backend", "own");
    let error = bare.start().await.err().unwrap().render();
    assert!(
        error.contains("PL1606") && error.contains("dyn Store"),
        "{error}"
    );
    let error = Error::from(CacheError::NoStore);
    assert_eq!(error.code(), "PL1606");
}
