mod index;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use foldhash::quality::RandomState;
use moka::{Expiry, notification::RemovalCause, sync::Cache as Moka};
use purlin::{config::ByteSize, tenant::TenantId};
use tokio::time::Instant;

use self::index::{Index, Reads};
use crate::{
    CacheConfig,
    entry::{Age, Content, Entry},
    epochs::{Epochs, Marks, Stripe},
    invalidate::{Invalidation, What},
    key::{Key, Place, RegionName},
};

/// The memory of the process: what moka keeps, and what was invalidated of it.
///
/// moka decides what stays when there is too much, and drops what is over by the clock of the
/// machine, which cannot be held. Whether an entry is given is decided here, by the clock of the
/// runtime. What moka lets go leaves the index with it, so that both hold the same.
pub(crate) struct Memory {
    index: Arc<Index>,
    moka: Moka<Key, Arc<Kept>, RandomState>,
    pub(crate) epochs: Epochs,
    weighs: bool,
    evicted: Arc<AtomicU64>,
}

/// The memory of the process, on moka: what a cache has that is told nothing else, and what it keeps
/// in front of another store.
pub struct MemoryStore(pub(crate) Memory);

impl fmt::Debug for MemoryStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MemoryStore({} entries)", self.0.items())
    }
}

/// An entry, and what it takes to see whether it is still true.
struct Kept {
    key: Key,
    entry: Entry,
    marks: Marks,
    reads: Reads,
}

struct Keep;

impl Expiry<Key, Arc<Kept>> for Keep {
    fn expire_after_create(
        &self,
        _key: &Key,
        kept: &Arc<Kept>,
        _now: std::time::Instant,
    ) -> Option<Duration> {
        Some(kept.entry.keep)
    }

    fn expire_after_update(
        &self,
        _key: &Key,
        kept: &Arc<Kept>,
        _now: std::time::Instant,
        _left: Option<Duration>,
    ) -> Option<Duration> {
        Some(kept.entry.keep)
    }
}

impl Memory {
    pub(crate) fn new(config: &CacheConfig) -> Self {
        let evicted = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&evicted);
        let hasher = RandomState::default();
        let index = Arc::new(Index::new(hasher.clone()));
        let found = Arc::clone(&index);
        let capacity = config.max_size.map_or(config.max_items, ByteSize::bytes);
        let moka = Moka::builder()
            .max_capacity(capacity)
            .weigher(|_, kept: &Arc<Kept>| kept.entry.weight)
            .expire_after(Keep)
            .eviction_listener(move |_, kept: Arc<Kept>, cause| {
                found.remove_same(&kept);
                if cause == RemovalCause::Size {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            })
            .build_with_hasher(hasher);
        Self {
            index,
            moka,
            epochs: Epochs::new(),
            weighs: config.max_size.is_some(),
            evicted,
        }
    }

    /// Whether entries have a weight of their own.
    pub(crate) fn weighs(&self) -> bool {
        self.weighs
    }

    pub(crate) fn evicted(&self) -> u64 {
        self.evicted.load(Ordering::Relaxed)
    }

    pub(crate) fn items(&self) -> u64 {
        self.moka.run_pending_tasks();
        self.moka.entry_count()
    }

    pub(crate) fn weight(&self) -> u64 {
        self.moka.weighted_size()
    }

    /// What is there and may be given.
    pub(crate) fn find(&self, place: Place<'_>) -> Option<(Content, Age)> {
        self.read(place, |kept| {
            let entry = &kept.entry;
            if !self.valid(kept) || !self.epochs.trusts(entry.since) {
                return None;
            }
            let age = entry.read(Instant::now())?;
            Some((entry.held.clone(), age))
        })
    }

    /// The same, with how long it may still be given, and how much of the end of that it is stale.
    pub(crate) fn find_left(&self, place: Place<'_>) -> Option<(Content, Duration, Duration)> {
        let found = self.find(place)?.0;
        self.index.look(place, |kept| {
            let (left, stale) = kept.entry.left(Instant::now());
            (found, left, stale)
        })
    }

    /// What is there, however old, and also if others may have changed it.
    pub(crate) fn find_any(&self, place: Place<'_>) -> Option<Content> {
        self.read(place, |kept| {
            self.valid(kept).then(|| kept.entry.held.clone())
        })
    }

    fn read<R>(&self, place: Place<'_>, read: impl FnOnce(&Kept) -> Option<R>) -> Option<R> {
        let looked = self.index.look(place, |kept| {
            let found = read(kept);
            let tells = found.is_none() || kept.reads.tells();
            (found, tells)
        });
        let (found, tells) = looked.unwrap_or((None, true));
        if tells {
            // What is asked for often, and not found, is let in when it comes.
            drop(self.moka.get(&place));
        }
        found
    }

    fn valid(&self, kept: &Kept) -> bool {
        self.epochs.holds(&kept.marks, kept.entry.since)
    }

    /// Keeps an entry, unless it was invalidated since it was read from where it comes. Whether it
    /// is kept.
    pub(crate) fn keep(&self, place: Place<'_>, entry: Entry) -> bool {
        let since = entry.since;
        let marks = Epochs::marks(place.tenant, &entry.stripes);
        if !self.epochs.may_keep(place, &marks, since) {
            return false;
        }
        let key = place.to_key();
        let kept = Kept {
            key: key.clone(),
            entry,
            marks,
            reads: Reads::default(),
        };
        let kept = Arc::new(kept);
        // Found first: moka may let it go at once.
        self.index.insert(Arc::clone(&kept));
        self.moka.insert(key, Arc::clone(&kept));
        // Whoever invalidates marks first and removes then: one of the two sees the other.
        let stays = self.epochs.may_keep(place, &kept.marks, since);
        if !stays {
            self.remove(place);
        }
        stays
    }

    pub(crate) fn forget_key(&self, place: Place<'_>) {
        self.epochs.mark_key(place);
        self.remove(place);
    }

    fn remove(&self, place: Place<'_>) {
        self.index.remove(place);
        self.moka.invalidate(&place);
    }

    /// Forgets what is not true any more.
    pub(crate) fn forget(&self, invalidation: &Invalidation) {
        let tenant = invalidation.tenant();
        match invalidation.what() {
            What::Key { region, key } => self.forget_key(Place {
                tenant,
                region: &RegionName::written(region),
                key,
            }),
            What::Prefix { region, prefix } => self.forget_prefix(tenant, region, prefix),
            What::Mark(mark) => self.epochs.mark_tag(tenant, Stripe(*mark)),
        }
    }

    /// Looks at every key that there is.
    fn forget_prefix(&self, tenant: Option<&TenantId>, region: &str, prefix: &str) {
        self.epochs.mark_prefix(tenant);
        let hit = |key: &Key| {
            key.tenant.as_ref() == tenant && *key.region == *region && key.text.starts_with(prefix)
        };
        for key in self.index.keys(hit) {
            self.remove(key.place());
        }
    }
}
