use purlin::prelude::*;

/// Which cache there is.
#[config(prefix = "cache")]
pub struct CacheConfig {
    /// `memory` or `shared`.
    #[config(default = "memory")]
    pub backend: String,
    /// Where the shared one is.
    #[config(default = "cache.internal:6379")]
    pub address: String,
}

/// What was found before.
pub trait Cache: Send + Sync {
    /// What to call it.
    fn name(&self) -> String;
}

/// In this process.
#[provides(as = dyn Cache, when("cache.backend" = "memory"))]
pub struct MemoryCache {}

impl Cache for MemoryCache {
    fn name(&self) -> String {
        "memory".to_owned()
    }
}

/// Shared with other processes. It is not made, and asks for nothing, unless the setting says so.
#[provides(as = dyn Cache, when("cache.backend" = "shared"))]
pub struct SharedCache {
    config: Arc<CacheConfig>,
}

impl Cache for SharedCache {
    fn name(&self) -> String {
        self.config.address.clone()
    }
}

/// Provides the cache that is set.
#[module(config = CacheConfig, components = [MemoryCache, SharedCache])]
pub struct CacheModule;
