use std::sync::Arc;

use async_trait::async_trait;
use purlin::{context::Clock, error::Error, module};
use purlin_http_server::Middleware;

use super::{MemoryQuotas, QuotaConfig, QuotaCounter, QuotaGate, QuotaStore, Taken};
use crate::ApiError;

/// Refuses requests beyond the quotas of `quota.limits`.
///
/// They are counted in memory, in Redis if `quota.redis` says where it is, or by another
/// `dyn QuotaStore` if one is provided.
pub struct QuotaModule;

/// Who counts, as the settings say.
#[derive(Debug)]
pub enum ChosenQuotas {
    /// This process.
    Memory(MemoryQuotas),
    /// Redis.
    #[cfg(feature = "redis")]
    Redis(super::RedisQuotas),
}

impl ChosenQuotas {
    /// Chooses.
    ///
    /// # Errors
    /// PL1708 if the address of Redis cannot be used.
    pub fn of(config: &QuotaConfig) -> Result<Self, ApiError> {
        match &config.redis {
            None => Ok(Self::Memory(MemoryQuotas::new(config.max_kept))),
            #[cfg(feature = "redis")]
            Some(url) => super::RedisQuotas::new(url.expose(), config).map(Self::Redis),
            #[cfg(not(feature = "redis"))]
            Some(_) => Err(ApiError::QuotaAddress {
                reason: "this program is built without the feature `api-quota-redis`".to_owned(),
            }),
        }
    }
}

#[async_trait]
impl QuotaStore for ChosenQuotas {
    async fn take(&self, counters: &[QuotaCounter], now: u64) -> Result<Taken, Error> {
        match self {
            Self::Memory(memory) => memory.take(counters, now).await,
            #[cfg(feature = "redis")]
            Self::Redis(redis) => redis.take(counters, now).await,
        }
    }
}

#[module(config = QuotaConfig)]
impl QuotaModule {
    #[provides(as = dyn QuotaStore, fallback)]
    fn store(config: &QuotaConfig) -> Result<ChosenQuotas, ApiError> {
        ChosenQuotas::of(config)
    }

    // Inside of sessions, outside of what looks at requests.
    #[contributes(dyn Middleware, priority = 400)]
    fn gate(store: Arc<dyn QuotaStore>, config: &QuotaConfig, clock: &Clock) -> QuotaGate {
        QuotaGate::new(config, store, clock)
    }
}
