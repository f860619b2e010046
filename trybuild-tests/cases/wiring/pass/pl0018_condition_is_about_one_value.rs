//! A condition compares one value.
use purlin::prelude::*;

#[config]
pub struct Far {
    #[config(default = false)]
    pub on: bool,
}

pub trait Cache: Send + Sync {}

#[config(prefix = "cache")]
pub struct CacheConfig {
    /// Where values are kept.
    #[config(default = "memory")]
    pub backend: String,
    /// Where it is far away.
    #[config(nested)]
    pub far: Far,
}

#[provides(as = dyn Cache, when("cache.far.on" = false))]
pub struct Memory;

impl Cache for Memory {}

#[module(config = CacheConfig, components = [Memory])]
pub struct CacheModule;

#[app(modules = [CacheModule], expose = [dyn Cache])]
pub struct Shop;

fn main() {}
