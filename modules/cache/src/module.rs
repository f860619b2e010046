use purlin::{context::Randomness, events::Events, prelude::*, registry::Registry};

use crate::{Cache, CacheConfig, CacheHealth, Store};

/// Provides [`Cache`]: opened at start, checked for health, closed at stop.
pub struct CacheModule;

#[module(config = CacheConfig)]
impl CacheModule {
    #[provides]
    async fn cache(
        config: Live<CacheConfig>,
        events: &Events,
        registry: &Registry,
        randomness: &Randomness,
        store: Option<Arc<dyn Store>>,
    ) -> Result<Cache, Error> {
        let name = match config.instance() {
            // No application and no tenant has a point in its name.
            Some(instance) => format!("{}.{instance}", registry.app()),
            None => registry.app().to_owned(),
        };
        Ok(Cache::connect_in(&config.now(), &name, randomness, events, store).await?)
    }

    #[health]
    async fn answers(cache: &Cache) -> Health {
        CacheHealth::check(cache).await
    }

    #[on_stop]
    async fn close(cache: &Cache) {
        cache.close().await;
    }
}
