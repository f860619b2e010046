use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use purlin::error::Error;

use super::{SessionRecord, SessionStore};

/// Sessions in the memory of this process.
pub struct MemorySessions {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    records: HashMap<String, SessionRecord>,
    /// When each ends, and its key.
    ends: BTreeSet<(u64, String)>,
    dropped: u64,
}

impl MemorySessions {
    /// None yet, and never more than `most`: then the one that ends first goes.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most: most.max(1),
            kept: Mutex::default(),
        }
    }

    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().records.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many had to go before their end, for there were too many.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn put(&mut self, key: &str, record: SessionRecord) {
        let ends = record.ends;
        if let Some(former) = self.records.insert(key.to_owned(), record) {
            self.ends.remove(&(former.ends, key.to_owned()));
        }
        self.ends.insert((ends, key.to_owned()));
    }

    fn take(&mut self, key: &str) {
        if let Some(record) = self.records.remove(key) {
            self.ends.remove(&(record.ends, key.to_owned()));
        }
    }

    /// Drops what has ended, and what is one too many.
    fn make_room(&mut self, now: u64, most: usize) {
        while let Some((ends, key)) = self.ends.first().cloned() {
            let over = ends <= now;
            if !over && self.records.len() < most {
                return;
            }
            self.take(&key);
            if !over {
                self.dropped += 1;
                // Once in a while: who floods the store shall not flood the log.
                if self.dropped % 1000 == 1 {
                    let dropped = self.dropped;
                    tracing::warn!(dropped, most, "more sessions than are kept in memory");
                }
            }
        }
    }
}

#[async_trait]
impl SessionStore for MemorySessions {
    async fn load(&self, key: &str) -> Result<Option<SessionRecord>, Error> {
        Ok(self.lock().records.get(key).cloned())
    }

    async fn insert(&self, key: &str, record: SessionRecord) -> Result<(), Error> {
        let mut kept = self.lock();
        // A record is seen when it is made: no clock is asked for.
        kept.make_room(record.seen, self.most);
        kept.put(key, record);
        Ok(())
    }

    async fn replace(&self, key: &str, record: SessionRecord) -> Result<bool, Error> {
        let mut kept = self.lock();
        let before = kept.records.get(key).map(|known| known.revision);
        let follows = before.is_some_and(|before| before.checked_add(1) == Some(record.revision));
        if follows {
            kept.put(key, record);
        }
        Ok(follows)
    }

    async fn remove(&self, key: &str) -> Result<(), Error> {
        self.lock().take(key);
        Ok(())
    }
}

impl fmt::Debug for MemorySessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.lock();
        formatter
            .debug_struct("MemorySessions")
            .field("most", &self.most)
            .field("kept", &kept.records.len())
            .field("dropped", &kept.dropped)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(seen: u64, ends: u64) -> SessionRecord {
        SessionRecord {
            values: serde_json::Map::new(),
            began: seen,
            seen,
            ends,
            revision: 0,
        }
    }

    #[tokio::test]
    async fn what_has_ended_goes_first_and_then_what_ends_first() -> Result<(), Error> {
        let store = MemorySessions::new(2);
        store.insert("a", record(0, 10)).await?;
        store.insert("b", record(0, 20)).await?;
        // `a` is over by now.
        store.insert("c", record(10, 30)).await?;
        assert_eq!((store.len(), store.dropped()), (2, 0));
        store.insert("d", record(10, 15)).await?;
        assert_eq!((store.len(), store.dropped()), (2, 1));
        assert_eq!(store.load("b").await?, None);
        // One that is replaced ends later.
        let mut later = record(11, 99);
        later.revision = 1;
        assert!(store.replace("d", later).await?);
        store.insert("e", record(11, 50)).await?;
        assert_eq!(store.load("c").await?, None);
        assert!(store.load("d").await?.is_some());
        Ok(())
    }

    #[tokio::test]
    async fn only_what_follows_a_record_replaces_it() -> Result<(), Error> {
        let store = MemorySessions::new(2);
        let revised = |revision| SessionRecord {
            revision,
            ..record(0, 10)
        };
        assert!(!store.replace("a", revised(1)).await?, "there is none");
        store.insert("a", revised(0)).await?;
        assert!(store.replace("a", revised(1)).await?);
        assert!(!store.replace("a", revised(1)).await?, "somebody was first");
        store.remove("a").await?;
        assert!(!store.replace("a", revised(2)).await?, "it has ended");
        assert!(store.is_empty());
        Ok(())
    }
}
