use purlin::{context::Randomness, events::Events, prelude::*, registry::Registry};

use crate::{Cache, CacheConfig, CacheHealth};

/// Provides [`Cache`]: opened at start, checked for health, closed at stop.
pub struct CacheModule;

#[module(config = CacheConfig)]
impl CacheModule {
    #[provides]
    async fn cache(
        config: &CacheConfig,
        events: &Events,
        registry: &Registry,
        randomness: &Randomness,
    ) -> Result<Cache, Error> {
        Ok(Cache::connect_in(config, registry.app(), randomness, events).await?)
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
