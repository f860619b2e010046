//! What the cache is compared with.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use moka::{Expiry, sync::Cache as Moka};

/// How many keys there are.
pub const KEYS: usize = 1_000;

/// The keys.
#[must_use]
pub fn keys() -> Vec<String> {
    (0..KEYS)
        .map(|number| format!("product:{number}"))
        .collect()
}

/// moka, where all entries have the same time to live.
#[must_use]
pub fn timed() -> Moka<String, Arc<u64>> {
    let builder = Moka::builder().max_capacity(10_000);
    builder.time_to_live(Duration::from_mins(5)).build()
}

/// moka, where each entry has a time to live of its own, as with Purlin.
#[must_use]
pub fn expiring() -> Moka<String, Arc<u64>> {
    let builder = Moka::builder().max_capacity(10_000);
    builder.expire_after(Each).build()
}

struct Each;

impl Expiry<String, Arc<u64>> for Each {
    fn expire_after_create(&self, _: &String, _: &Arc<u64>, _: Instant) -> Option<Duration> {
        Some(Duration::from_mins(5))
    }
}
