use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// How a cache is used: what was done since it was opened, and what is there at this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStats {
    /// Reads that found something fresh, or the knowledge that there is nothing.
    pub hits: u64,
    /// Those of them for which there was nothing.
    pub negative_hits: u64,
    /// Reads that found something that is over and may still be given.
    pub stale_hits: u64,
    /// Reads that found nothing.
    pub misses: u64,
    /// Loads that ended well.
    pub loads: u64,
    /// Loads that failed, panicked or were given up.
    pub failed_loads: u64,
    /// Those who waited for the load of somebody else and did not load.
    pub joined: u64,
    /// The time that all loads took together.
    pub load_time: Duration,
    /// The longest that one took.
    pub longest_load: Duration,
    /// Entries that made way for others.
    pub evicted: u64,
    /// Values that were loaded and not kept, because something was invalidated meanwhile.
    pub overtaken: u64,
    /// Values of Redis that were not understood, and loaded anew.
    pub unreadable: u64,
    /// Answers that Redis owed.
    pub away: u64,
    /// Invalidations that wait until Redis answers again.
    pub pending: u64,
    /// Entries in the memory of the process.
    pub items: u64,
    /// What they weigh: bytes with `cache.max_size`, else their number.
    pub weight: u64,
}

impl CacheStats {
    /// How many of a hundred reads found something; none before the first.
    #[must_use]
    pub fn hit_percent(&self) -> Option<u64> {
        let found = self.hits + self.stale_hits;
        (found * 100).checked_div(found + self.misses)
    }
}

/// What is counted.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) hits: AtomicU64,
    pub(crate) negative_hits: AtomicU64,
    pub(crate) stale_hits: AtomicU64,
    pub(crate) misses: AtomicU64,
    pub(crate) loads: AtomicU64,
    pub(crate) failed_loads: AtomicU64,
    pub(crate) joined: AtomicU64,
    pub(crate) overtaken: AtomicU64,
    pub(crate) unreadable: AtomicU64,
    pub(crate) away: AtomicU64,
    load_micros: AtomicU64,
    longest_micros: AtomicU64,
}

/// Counts one.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Counters {
    pub(crate) fn loaded(&self, took: Duration) {
        count(&self.loads);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.load_micros.fetch_add(micros, Ordering::Relaxed);
        self.longest_micros.fetch_max(micros, Ordering::Relaxed);
    }

    pub(crate) fn stats(&self) -> CacheStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        CacheStats {
            hits: read(&self.hits),
            negative_hits: read(&self.negative_hits),
            stale_hits: read(&self.stale_hits),
            misses: read(&self.misses),
            loads: read(&self.loads),
            failed_loads: read(&self.failed_loads),
            joined: read(&self.joined),
            load_time: Duration::from_micros(read(&self.load_micros)),
            longest_load: Duration::from_micros(read(&self.longest_micros)),
            overtaken: read(&self.overtaken),
            unreadable: read(&self.unreadable),
            away: read(&self.away),
            ..CacheStats::default()
        }
    }
}
