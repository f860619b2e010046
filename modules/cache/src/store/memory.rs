use async_trait::async_trait;

use super::{Answer, Found, Invalidation, Lookup, NewEntry, Store};
use crate::{
    CacheConfig, CacheError,
    entry::Entry,
    key::Place,
    memory::{Memory, MemoryStore},
};

impl MemoryStore {
    /// An empty one, that holds as much as the configuration says (`cache.max_items`,
    /// `cache.max_size`).
    #[must_use]
    pub fn new(config: &CacheConfig) -> Self {
        Self(Memory::new(config))
    }
}

/// By way of the trait, for those who need not know what a store is. The cache itself looks into its
/// memory without a future, and without a clone of the key.
#[async_trait]
impl Store for MemoryStore {
    fn name(&self) -> &'static str {
        "the memory"
    }

    async fn read(&self, lookup: &Lookup<'_>) -> Result<Answer, CacheError> {
        let at = self.0.epochs.now();
        let look = |key: &&str| {
            let place = Place {
                tenant: lookup.tenant,
                region: lookup.region,
                key,
            };
            let (content, left, stale) = self.0.find_left(place)?;
            Some(Found {
                content,
                left,
                stale,
            })
        };
        let found = lookup.keys.iter().map(look).collect();
        Ok(Answer { at, found })
    }

    async fn write(&self, entry: &NewEntry<'_>) -> Result<bool, CacheError> {
        let since = match entry.since {
            Some(since) => since,
            None => {
                self.0.forget_key(entry.place);
                self.0.epochs.now()
            }
        };
        let mut kept = Entry::new(
            entry.content.clone(),
            entry.life,
            tokio::time::Instant::now(),
            entry.stripes.clone(),
            since,
        );
        if self.0.weighs() {
            kept.weight = entry.form.weigh(entry.place.key, entry.content);
        }
        Ok(self.0.keep(entry.place, kept))
    }

    async fn invalidate(&self, invalidation: &Invalidation, _: &str) -> Result<(), CacheError> {
        self.0.forget(invalidation);
        Ok(())
    }
}
