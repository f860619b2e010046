//! What is there is decided at start: a reload cannot change it.
use purlin::prelude::*;

pub trait Cache: Send + Sync {}

#[config(prefix = "cache")]
pub struct CacheConfig {
    /// Where values are kept.
    #[config(default = "memory", dynamic)]
    pub backend: String,
}

#[provides(as = dyn Cache, when("cache.backend" = "memory"))]
pub struct Memory;

impl Cache for Memory {}

#[module(config = CacheConfig, components = [Memory])]
pub struct CacheModule;

#[app(modules = [CacheModule], expose = [dyn Cache])]
pub struct Shop;

fn main() {}
