use purlin::health::Health;

use crate::{Cache, WhenAway};

/// The health of a cache: does Redis answer?
#[derive(Debug)]
pub struct CacheHealth;

impl CacheHealth {
    /// Degraded while Redis does not answer; unhealthy if `cache.when_away` is `fail`. What is only
    /// in memory is always healthy. Details are where it is kept, how often something was found,
    /// and what waits.
    pub async fn check(cache: &Cache) -> Health {
        let away = match cache.ping().await {
            Err(error) => Some(error.to_string()),
            Ok(()) if !cache.is_answered() => Some(format!(
                "{} answers again and is about to be used",
                cache.store()
            )),
            Ok(()) => None,
        };
        let health = match away {
            None => Health::healthy(),
            Some(told) if cache.0.core.when_away == WhenAway::Fail => Health::unhealthy(told),
            Some(told) => Health::degraded(told),
        };
        let stats = cache.stats();
        let health = health
            .detail("backend", cache.backend().name())
            .detail("items", stats.items)
            .detail("hits", stats.hits)
            .detail("misses", stats.misses)
            .detail("pending", stats.pending);
        match stats.hit_percent() {
            Some(percent) => health.detail("hit_percent", percent),
            None => health,
        }
    }
}
