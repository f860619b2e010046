//! Two that are there for the same value are as good as each other.
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

#[module(config = CacheConfig, components = [Memory, Disk])]
pub struct CacheModule;

#[app(modules = [CacheModule], expose = [dyn Cache])]
pub struct Shop;

fn main() {}
