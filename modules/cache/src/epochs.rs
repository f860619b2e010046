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
#[cfg_attr(not(feature = "redis"), expect(dead_code, reason = "nothing is lost"))]
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
        self.mark(self.tag(tenant, stripe));
    }

    pub(crate) fn mark_prefix(&self, tenant: Option<&TenantId>) {
        self.mark(self.prefix(tenant));
    }

    /// Word of invalidations may have been lost until now.
    #[cfg_attr(not(feature = "redis"), expect(dead_code, reason = "nothing is lost"))]
    pub(crate) fn distrust(&self) {
        self.mark(&self.trusted);
    }

    /// Whether word of all invalidations since has come in.
    pub(crate) fn trusts(&self, since: u64) -> bool {
        self.trusted.load(Ordering::SeqCst) <= since
    }

    /// Whether nothing with these stripes was invalidated since.
    pub(crate) fn holds(&self, tenant: Option<&TenantId>, stripes: &[Stripe], since: u64) -> bool {
        let mark = |stripe: &Stripe| self.tag(tenant, *stripe);
        let mut stripes = stripes.iter();
        stripes.all(|stripe| mark(stripe).load(Ordering::SeqCst) <= since)
    }

    /// Whether what was read then may still be kept.
    pub(crate) fn may_keep(&self, place: Place<'_>, stripes: &[Stripe], since: u64) -> bool {
        self.key(place).load(Ordering::SeqCst) <= since
            && self.prefix(place.tenant).load(Ordering::SeqCst) <= since
            && self.holds(place.tenant, stripes, since)
    }

    fn key(&self, place: Place<'_>) -> &AtomicU64 {
        let hash = stable_hash(&[text(place.tenant), place.region, place.key]);
        &self.keys[index(hash, KEYS)]
    }

    /// Stripes are the same in every tenant, their marks are not.
    fn tag(&self, tenant: Option<&TenantId>, stripe: Stripe) -> &AtomicU64 {
        let base = match tenant {
            None => 0,
            Some(tenant) => index(stable_hash(&[tenant.as_str()]), TAGS),
        };
        &self.tags[(base + usize::from(stripe.0)) % TAGS]
    }

    fn prefix(&self, tenant: Option<&TenantId>) -> &AtomicU64 {
        &self.prefixes[index(stable_hash(&[text(tenant)]), PREFIXES)]
    }
}
