//! What the configuration chooses is asked for directly.
use purlin::prelude::*;

pub trait Cache: Send + Sync {}

#[config(prefix = "cache")]
pub struct CacheConfig {
    #[config(default = "memory")]
    pub backend: String,
}

#[provides(as = dyn Cache, when("cache.backend" = "memory"))]
pub struct Memory;

impl Cache for Memory {}

#[provides(as = dyn Cache, when("cache.backend" = "disk"))]
pub struct Disk;

impl Cache for Disk {}

pub struct CacheModule;

#[module(config = CacheConfig, components = [Memory, Disk])]
impl CacheModule {
    #[on_start]
    fn warm(_cache: Arc<dyn Cache>) {}
}

#[app(modules = [CacheModule])]
pub struct Shop;

fn main() {}
