use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use foldhash::quality::RandomState;
use moka::{Expiry, notification::RemovalCause, sync::Cache as Moka};
use purlin::{config::ByteSize, tenant::TenantId};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    time::Instant,
};

use crate::{
    CacheConfig,
    entry::{Age, Entry, Held},
    epochs::{Epochs, Marks, Stripe},
    key::{Key, Place},
};

/// The memory of the process: what moka keeps, and what was invalidated of it.
///
/// moka decides what stays when there is too much, and drops what is over by the clock of the
/// machine, which cannot be held. Whether an entry is given is decided here, by the clock of the
/// runtime.
pub(crate) struct Memory {
    moka: Moka<Key, Arc<Kept>, RandomState>,
    pub(crate) epochs: Epochs,
    /// The clock of the runtime is that of the machine: only a runtime of one thread can hold it.
    steady: bool,
    weighs: bool,
    evicted: Arc<AtomicU64>,
}

/// An entry, and what it takes to see whether it is still true.
struct Kept {
    entry: Entry,
    marks: Marks,
    /// It is fresh until moka drops it.
    steady: bool,
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
        let capacity = config.max_size.map_or(config.max_items, ByteSize::bytes);
        let moka = Moka::builder()
            .max_capacity(capacity)
            .weigher(|_, kept: &Arc<Kept>| kept.entry.weight)
            .expire_after(Keep)
            .eviction_listener(move |_, _, cause| {
                if cause == RemovalCause::Size {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            })
            .build_with_hasher(RandomState::default());
        Self {
            moka,
            epochs: Epochs::new(),
            steady: Handle::try_current()
                .is_ok_and(|runtime| runtime.runtime_flavor() != RuntimeFlavor::CurrentThread),
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
    pub(crate) fn find(&self, place: Place<'_>) -> Option<(Held, Age)> {
        let kept = self.moka.get(&place)?;
        let entry = &kept.entry;
        if !self.valid(&kept) || !self.epochs.trusts(entry.since) {
            return None;
        }
        let age = if kept.steady {
            Age::Fresh
        } else {
            entry.read(Instant::now())?
        };
        Some((entry.held.clone(), age))
    }

    /// What is there, however old, and also if others may have changed it.
    pub(crate) fn find_any(&self, place: Place<'_>) -> Option<Held> {
        let kept = self.moka.get(&place)?;
        self.valid(&kept).then(|| kept.entry.held.clone())
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
        let kept = Kept {
            steady: self.steady && entry.only_ends(),
            marks,
            entry,
        };
        let kept = Arc::new(kept);
        self.moka.insert(place.to_key(), Arc::clone(&kept));
        // Whoever invalidates marks first and removes then: one of the two sees the other.
        let stays = self.epochs.may_keep(place, &kept.marks, since);
        if !stays {
            self.moka.invalidate(&place);
        }
        stays
    }

    pub(crate) fn forget_key(&self, place: Place<'_>) {
        self.epochs.mark_key(place);
        self.moka.invalidate(&place);
    }

    pub(crate) fn forget_stripe(&self, tenant: Option<&TenantId>, stripe: Stripe) {
        self.epochs.mark_tag(tenant, stripe);
    }

    /// Looks at every key that there is.
    pub(crate) fn forget_prefix(&self, tenant: Option<&TenantId>, region: &str, prefix: &str) {
        self.epochs.mark_prefix(tenant);
        for (key, _) in &self.moka {
            let hit = key.tenant.as_ref() == tenant
                && *key.region == *region
                && key.text.starts_with(prefix);
            if hit {
                self.moka.invalidate(&key.place());
            }
        }
    }
}
