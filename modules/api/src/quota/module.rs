use std::sync::Arc;

use purlin::{context::Clock, module};
use purlin_http_server::Middleware;

use super::{MemoryQuotas, QuotaConfig, QuotaGate, QuotaStore};

/// Refuses requests beyond the quotas of `quota.limits`.
///
/// They are counted in memory, unless another `dyn QuotaStore` is provided.
pub struct QuotaModule;

#[module(config = QuotaConfig)]
impl QuotaModule {
    #[provides(as = dyn QuotaStore, fallback)]
    fn store(config: &QuotaConfig) -> MemoryQuotas {
        MemoryQuotas::new(config.max_kept)
    }

    // Inside of sessions, outside of what looks at requests.
    #[contributes(dyn Middleware, priority = 400)]
    fn gate(store: Arc<dyn QuotaStore>, config: &QuotaConfig, clock: &Clock) -> QuotaGate {
        QuotaGate::new(config, store, clock)
    }
}
