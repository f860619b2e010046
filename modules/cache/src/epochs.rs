//! When what was invalidated last. Whatever was read before that is not kept, and what was kept
//! of it is not given any more; so neither an invalidation nor a load that is under way has to
//! know of the other.

use std::sync::atomic::{AtomicU64, Ordering};

use purlin::tenant::TenantId;

use crate::key::{Place, stable_hash};

const KEYS: usize = 256;
const TAGS: usize = 1_024;
const PREFIXES: usize = 64;

/// Which of the marks a tag has. Tags that share one are invalidated together: too much now and
/// then, never too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stripe(pub(crate) u16);

/// Which of the marks a stripe has in what one tenant has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark(u16);

/// How many marks most entries have at most.
const FEW: usize = 4;

/// The marks of an entry: few of them are right here, for every read looks at them.
#[derive(Debug)]
pub(crate) struct Marks {
    /// Where there are less, the last one is repeated.
    few: [Mark; FEW],
    more: Box<[Mark]>,
}

/// The marks of one process.
pub(crate) struct Epochs {
    now: AtomicU64,
    trusted: AtomicU64,
    keys: Box<[AtomicU64]>,
    tags: Box<[AtomicU64]>,
    prefixes: Box<[AtomicU64]>,
}

fn marks(count: usize) -> Box<[AtomicU64]> {
    (0..count).map(|_| AtomicU64::new(0)).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is left is less than the count"
)]
fn index(hash: u64, count: usize) -> usize {
    (hash % count as u64) as usize
}

/// The stripe of a key.
pub(crate) fn key_stripe(region: &str, key: &str) -> u16 {
    u16::try_from(index(stable_hash(&[region, key]), KEYS)).unwrap_or_default()
}

/// The stripe of a tag within what one tenant has.
pub(crate) fn tag_stripe(tag: &str) -> Stripe {
    Stripe(u16::try_from(index(stable_hash(&["tag", tag]), TAGS)).unwrap_or_default())
}

/// That of everything that a tenant has, and that of a region.
pub(crate) fn implied_stripes(region: &str) -> [Stripe; 2] {
    let of = |parts: &[&str]| Stripe(u16::try_from(index(stable_hash(parts), TAGS)).unwrap_or(0));
    [of(&["all"]), of(&["region", region])]
}

fn text(tenant: Option<&TenantId>) -> &str {
    tenant.map_or("", TenantId::as_str)
}

/// Stripes are the same in every tenant, their marks are not: they begin here.
fn base(tenant: Option<&TenantId>) -> usize {
    match tenant {
        None => 0,
        Some(tenant) => index(stable_hash(&[tenant.as_str()]), TAGS),
    }
}

fn mark(base: usize, stripe: Stripe) -> Mark {
    let index = (base + usize::from(stripe.0)) % TAGS;
    Mark(u16::try_from(index).unwrap_or_default())
}

impl Epochs {
    pub(crate) fn new() -> Self {
        Self {
            now: AtomicU64::new(0),
            trusted: AtomicU64::new(0),
            keys: marks(KEYS),
            tags: marks(TAGS),
            prefixes: marks(PREFIXES),
        }
    }

    /// What happens from now on is later than this.
    pub(crate) fn now(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    fn mark(&self, mark: &AtomicU64) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        mark.fetch_max(now, Ordering::SeqCst);
    }

    pub(crate) fn mark_key(&self, place: Place<'_>) {
        self.mark(self.key(place));
    }

    pub(crate) fn mark_tag(&self, tenant: Option<&TenantId>, stripe: Stripe) {
        let mark = mark(base(tenant), stripe);
        self.mark(&self.tags[usize::from(mark.0)]);
    }

    pub(crate) fn mark_prefix(&self, tenant: Option<&TenantId>) {
        self.mark(self.prefix(tenant));
    }

    /// Word of invalidations may have been lost until now.
    pub(crate) fn distrust(&self) {
        self.mark(&self.trusted);
    }

    /// Whether word of all invalidations since has come in.
    pub(crate) fn trusts(&self, since: u64) -> bool {
        self.trusted.load(Ordering::SeqCst) <= since
    }

    /// The marks that the stripes have in what a tenant has.
    pub(crate) fn marks(tenant: Option<&TenantId>, stripes: &[Stripe]) -> Marks {
        let base = base(tenant);
        let mut marks = stripes.iter().map(|stripe| mark(base, *stripe));
        let mut last = mark(base, Stripe(0));
        let few = [(); FEW].map(|()| {
            last = marks.next().unwrap_or(last);
            last
        });
        let more = marks.collect();
        Marks { few, more }
    }

    /// Whether nothing with these marks was invalidated since.
    pub(crate) fn holds(&self, marks: &Marks, since: u64) -> bool {
        let holds = |mark: &Mark| self.tags[usize::from(mark.0)].load(Ordering::SeqCst) <= since;
        marks.few.iter().all(holds) && marks.more.iter().all(holds)
    }

    /// Whether what was read then may still be kept.
    pub(crate) fn may_keep(&self, place: Place<'_>, marks: &Marks, since: u64) -> bool {
        self.key(place).load(Ordering::SeqCst) <= since
            && self.prefix(place.tenant).load(Ordering::SeqCst) <= since
            && self.holds(marks, since)
    }

    fn key(&self, place: Place<'_>) -> &AtomicU64 {
        let hash = stable_hash(&[text(place.tenant), place.region, place.key]);
        &self.keys[index(hash, KEYS)]
    }

    fn prefix(&self, tenant: Option<&TenantId>) -> &AtomicU64 {
        &self.prefixes[index(stable_hash(&[text(tenant)]), PREFIXES)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_holds_until_one_of_its_marks_is_later_however_many_it_has() {
        let acme = "acme".parse().unwrap();
        for (tenant, count) in [(None, 1), (Some(&acme), 2), (None, 4), (Some(&acme), 9)] {
            for stripe in 0..=count {
                let epochs = Epochs::new();
                let stripes: Vec<Stripe> = (0..count).map(Stripe).collect();
                let marks = Epochs::marks(tenant, &stripes);
                assert!(epochs.holds(&marks, 0));
                epochs.mark_tag(tenant, Stripe(stripe));
                assert_eq!(
                    epochs.holds(&marks, 0),
                    stripe == count,
                    "{count}, {stripe}"
                );
                assert!(epochs.holds(&marks, 1));
            }
        }
    }
}
