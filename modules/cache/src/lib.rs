#![doc = include_str!("../README.md")]

mod breaker;
mod cache;
mod codec;
mod config;
mod entry;
mod epochs;
mod error;
mod event;
mod far;
mod find;
mod flight;
mod health;
mod invalidate;
mod keep;
mod key;
mod load;
mod many;
mod memory;
mod module;
mod pending;
mod region;
mod stats;
mod store;
pub mod testing;

pub use cache::Cache;
pub use codec::{Codec, Json};
pub use config::{Backend, CacheConfig, WhenAway};
pub use entry::Content;
pub use error::{CacheError, codes};
pub use event::{CacheAway, CacheBack, InvalidationsDropped};
pub use far::Changes;
pub use health::CacheHealth;
pub use key::KeyPart;
pub use memory::MemoryStore;
pub use module::CacheModule;
pub use purlin_cache_macros::cached;
pub use region::Region;
pub use stats::CacheStats;
#[cfg(feature = "redis")]
pub use store::RedisStore;
pub use store::{Answer, Found, Invalidation, Lookup, NewEntry, Store, What};

/// What expansions of `#[cached]` name; not an interface for people.
#[doc(hidden)]
pub mod __private {
    pub use std::sync::Arc;

    pub use crate::load::{cached, cached_option};
}
