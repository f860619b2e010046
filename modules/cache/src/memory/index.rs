//! Where what is in memory is found.
//!
//! moka writes down each read where all threads do, which is most of what a read of it costs. Here a
//! read is a look under a lock that readers share, and moka hears of some of them.

use std::{
    hash::BuildHasher,
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU32, Ordering},
    },
};

use equivalent::Equivalent;
use foldhash::quality::RandomState;
use hashbrown::HashTable;

use super::Kept;
use crate::key::{Key, Place};

/// Threads that look at different keys seldom meet.
const SHARDS: u64 = 64;

/// Of the reads of an entry that moka hears of, how far they are apart at most.
const APART: u32 = 16;

pub(super) struct Index {
    hasher: RandomState,
    shards: Box<[Shard]>,
}

/// Alone in its lines of the processor's cache: who locks one does not slow down its neighbours.
#[derive(Default)]
#[repr(align(128))]
struct Shard(RwLock<HashTable<Arc<Kept>>>);

/// How often an entry was read.
#[derive(Debug, Default)]
pub(super) struct Reads(AtomicU32);

impl Reads {
    /// Counts one. Whether moka is told: of the first ones of what is read now and then, so that it
    /// stays before what is read once, and of every sixteenth of what is read all the time, which
    /// it takes to compare that with what comes.
    pub(super) fn tells(&self) -> bool {
        let number = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        number.is_multiple_of(APART) || number.is_power_of_two()
    }
}

impl Shard {
    fn read(&self) -> RwLockReadGuard<'_, HashTable<Arc<Kept>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashTable<Arc<Kept>>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index {
    pub(super) fn new(hasher: RandomState) -> Self {
        Self {
            hasher,
            shards: (0..SHARDS).map(|_| Shard::default()).collect(),
        }
    }

    fn shard(&self, hash: u64) -> &Shard {
        // Tables take the bits at both ends.
        &self.shards[usize::try_from((hash >> 32) % SHARDS).unwrap_or_default()]
    }

    /// Looks at what is under a key.
    pub(super) fn look<R>(&self, place: Place<'_>, look: impl FnOnce(&Kept) -> R) -> Option<R> {
        let hash = self.hasher.hash_one(place);
        let table = self.shard(hash).read();
        let kept = table.find(hash, |kept| place.equivalent(&kept.key))?;
        Some(look(kept))
    }

    /// Keeps an entry, in the place of the one with the same key.
    pub(super) fn insert(&self, kept: Arc<Kept>) {
        let hash = self.hasher.hash_one(&kept.key);
        let mut table = self.shard(hash).write();
        let there = table.find_mut(hash, |there| there.key == kept.key);
        // What is dropped may be anybody's: not while others wait for the lock.
        let old = match there {
            Some(there) => Some(std::mem::replace(there, kept)),
            None => {
                table.insert_unique(hash, kept, |kept| self.hasher.hash_one(&kept.key));
                None
            }
        };
        drop(table);
        drop(old);
    }

    pub(super) fn remove(&self, place: Place<'_>) {
        self.remove_if(self.hasher.hash_one(place), |kept| {
            place.equivalent(&kept.key)
        });
    }

    /// Removes this entry; one that has taken its place stays.
    pub(super) fn remove_same(&self, gone: &Arc<Kept>) {
        self.remove_if(self.hasher.hash_one(&gone.key), |kept| {
            Arc::ptr_eq(kept, gone)
        });
    }

    fn remove_if(&self, hash: u64, is: impl FnMut(&Arc<Kept>) -> bool) {
        let mut table = self.shard(hash).write();
        let old = match table.find_entry(hash, is) {
            Ok(there) => Some(there.remove().0),
            Err(_) => None,
        };
        drop(table);
        drop(old);
    }

    /// The keys for which this is so.
    pub(super) fn keys(&self, is: impl Fn(&Key) -> bool) -> Vec<Key> {
        let mut found = Vec::new();
        for shard in &self.shards {
            let table = shard.read();
            let keys = table.iter().map(|kept| &kept.key);
            found.extend(keys.filter(|key| is(key)).cloned());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moka_hears_of_the_first_reads_and_then_of_every_sixteenth() {
        let reads = Reads::default();
        let told: Vec<u32> = (1..=64).filter(|_| reads.tells()).collect();
        assert_eq!(told, [1, 2, 4, 8, 16, 32, 48, 64]);
    }
}
