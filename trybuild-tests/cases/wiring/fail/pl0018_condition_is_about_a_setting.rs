//! What a condition looks at is a setting of a section.
use purlin::prelude::*;

pub trait Cache: Send + Sync {}

#[config(prefix = "cache")]
pub struct CacheConfig {
    /// Where values are kept.
    #[config(default = "memory")]
    pub backend: String,
}

#[provides(as = dyn Cache, when("cache.bakend" = "memory"))]
pub struct Memory;

impl Cache for Memory {}

#[module(config = CacheConfig, components = [Memory])]
pub struct CacheModule;

#[app(modules = [CacheModule], expose = [dyn Cache])]
pub struct Shop;

fn main() {}
