//! Where entries are kept: in memory, in Redis, or wherever a store of the application puts them.

mod memory;
#[cfg(feature = "redis")]
mod redis;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use purlin::tenant::TenantId;

#[cfg(feature = "redis")]
pub use self::redis::RedisStore;
pub use crate::invalidate::{Invalidation, What};
use crate::{
    CacheError, Changes,
    entry::{Content, Life},
    epochs::{Stripe, key_stripe},
    key::Place,
    stats::{Counters, count},
};

/// Where a cache keeps entries: [`MemoryStore`](crate::MemoryStore) on moka, `RedisStore`, or one
/// of your own, which [`Cache::over`](crate::Cache::over) or a `#[provides(as = dyn Store)]` gives
/// to the cache.
///
/// What is the same for all is done by the cache: one load for all who miss, ages, codecs, the memory
/// in front (`cache.backend = "tiered"`), what happens while the store is away (`cache.when_away`,
/// the breaker, invalidations that wait), metrics and health. A store keeps, finds and forgets:
///
/// - [`read`](Self::read) tells with what it finds *when* it looked: a number that grows with each
///   invalidation. [`write`](Self::write) gets that number back, and keeps the entry only if its key,
///   its marks and its beginning were not invalidated since. One without a number
///   ([`since`](NewEntry::since)) is kept in any case, and counts as an invalidation of its key.
/// - [`invalidate`](Self::invalidate) removes what is under a key, what begins so, or everything of a
///   tenant that has a mark. Tags, regions and everything are marks; stores need not know which.
/// - An entry is not given after its [`lifetime`](NewEntry::lifetime), and goes if nobody has read it
///   for its [`idle`](NewEntry::idle) time, where the store keeps count of that.
///
/// [`testing::holds_the_contract`](crate::testing::holds_the_contract) checks a store for that.
///
/// [`CacheError::away`] says that there was no answer: after `cache.failures` of them in a row the
/// store is left alone, and asked with [`ping`](Self::ping) whether it is back. Whatever is asked may
/// be asked twice, and is given up after `cache.timeout`.
#[async_trait]
pub trait Store: Send + Sync {
    /// What it is called in errors and health: `"Redis"`.
    fn name(&self) -> &str;

    /// What is under the keys, each at its place.
    ///
    /// # Errors
    /// [`CacheError::away`] if there is no answer, [`CacheError::refused`] if it is an error.
    async fn read(&self, lookup: &Lookup<'_>) -> Result<Answer, CacheError>;

    /// Keeps an entry. Whether it is kept: it is not if something was invalidated since.
    ///
    /// # Errors
    /// Those of [`read`](Self::read), and what [`NewEntry::written`] says.
    async fn write(&self, entry: &NewEntry<'_>) -> Result<bool, CacheError>;

    /// Removes entries. `notice` is for those who [listen](Self::listen), in other processes.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    async fn invalidate(&self, invalidation: &Invalidation, notice: &str)
    -> Result<(), CacheError>;

    /// Whether it answers.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    async fn ping(&self) -> Result<(), CacheError> {
        Ok(())
    }

    /// Tells of what others change, until the way to them is lost: for a memory in front of it, which
    /// is not trusted while this does not run. Without it every read comes to the store.
    ///
    /// # Errors
    /// If it cannot be listened now; it is tried again.
    async fn listen(&self, _changes: &Changes<'_>) -> Result<(), CacheError> {
        std::future::pending().await
    }

    /// Lets go of what it holds; it is away from then on.
    async fn close(&self) {}
}

/// What knows the type of the values of a region.
pub(crate) trait Form: Send + Sync {
    /// Writes a value down.
    fn encode(&self, value: &Content) -> Result<Vec<u8>, CacheError>;
    /// Reads one; none if it is not understood.
    fn decode(&self, bytes: &[u8]) -> Option<Content>;
    /// What an entry weighs, with its key.
    fn weigh(&self, key: &str, value: &Content) -> u32;
}

/// Keys of one region that are looked up at once.
pub struct Lookup<'a> {
    pub(crate) tenant: Option<&'a TenantId>,
    pub(crate) region: &'a crate::key::RegionName,
    pub(crate) keys: &'a [&'a str],
    pub(crate) idle: Option<Duration>,
    pub(crate) form: &'a dyn Form,
    pub(crate) counters: &'a Counters,
}

impl<'a> Lookup<'a> {
    /// Whose entries they are; none for what all share.
    #[must_use]
    pub fn tenant(&self) -> Option<&'a TenantId> {
        self.tenant
    }

    /// The region, written so that no `/` or `:` is in it.
    #[must_use]
    pub fn region(&self) -> &'a str {
        self.region
    }

    /// The keys in it.
    #[must_use]
    pub fn keys(&self) -> &'a [&'a str] {
        self.keys
    }

    /// How long an entry that is read is kept from now on, if not as long as it lives.
    #[must_use]
    pub fn idle(&self) -> Option<Duration> {
        self.idle
    }

    /// The name under which one of the keys is kept: that of [`NewEntry::name`].
    #[must_use]
    pub fn name(&self, key: &str) -> String {
        name(self.tenant, self.region, key)
    }

    /// Reads a value that was [written](NewEntry::written); one that is not understood, as of
    /// another version of the program, is none.
    #[must_use]
    pub fn value(&self, bytes: &[u8]) -> Option<Content> {
        let value = self.form.decode(bytes);
        if value.is_none() {
            count(&self.counters.unreadable);
        }
        value
    }
}

/// What a store has found.
#[derive(Default)]
pub struct Answer {
    /// When it looked, by a number that grows with each invalidation.
    pub at: u64,
    /// What is under each of the keys.
    pub found: Vec<Option<Found>>,
}

/// An entry of a store.
pub struct Found {
    /// The value, or that there is none.
    pub content: Content,
    /// How long it may still be given.
    pub left: Duration,
    /// How much of the end of its life is [stale](NewEntry::stale).
    pub stale: Duration,
}

/// An entry that is to be kept.
pub struct NewEntry<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) content: &'a Content,
    pub(crate) life: Life,
    pub(crate) stripes: Box<[Stripe]>,
    pub(crate) since: Option<u64>,
    pub(crate) form: &'a dyn Form,
    pub(crate) notice: String,
}

impl<'a> NewEntry<'a> {
    /// Whose it is; none for what all share.
    #[must_use]
    pub fn tenant(&self) -> Option<&'a TenantId> {
        self.place.tenant
    }

    /// The region, written so that no `/` or `:` is in it.
    #[must_use]
    pub fn region(&self) -> &'a str {
        self.place.region
    }

    /// The key in it.
    #[must_use]
    pub fn key(&self) -> &'a str {
        self.place.key
    }

    /// `tenant:e:region/key`, with nothing before the colon for what all share: no two entries have
    /// the same.
    #[must_use]
    pub fn name(&self) -> String {
        name(self.place.tenant, self.place.region, self.place.key)
    }

    /// The value, or that there is none.
    #[must_use]
    pub fn content(&self) -> &Content {
        self.content
    }

    /// The value as the codec of its region writes it; empty if there is none.
    ///
    /// # Errors
    /// [`CacheError::Codec`] if it cannot be written.
    pub fn written(&self) -> Result<Vec<u8>, CacheError> {
        self.form.encode(self.content)
    }

    /// How long it may be given.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.life.whole()
    }

    /// How much of the end of that it is stale.
    #[must_use]
    pub fn stale(&self) -> Duration {
        self.life.stale
    }

    /// How long it is kept if nobody reads it.
    #[must_use]
    pub fn idle(&self) -> Option<Duration> {
        self.life.idle
    }

    /// What it goes with: an [invalidation](What::Mark) of any of them removes it.
    pub fn marks(&self) -> impl Iterator<Item = u16> {
        self.stripes.iter().map(|stripe| stripe.0)
    }

    /// A number of its key: one of 256, for those who remember when keys were invalidated and not
    /// which.
    #[must_use]
    pub fn key_number(&self) -> u16 {
        key_stripe(self.place.region, self.place.key)
    }

    /// When it was looked before it was loaded: it is kept only if nothing of it was invalidated
    /// since. None if it is what holds from now on.
    #[must_use]
    pub fn since(&self) -> Option<u64> {
        self.since
    }

    /// What is told to those who [listen](Store::listen), if it is what holds from now on.
    #[must_use]
    pub fn notice(&self) -> &str {
        &self.notice
    }
}

fn name(tenant: Option<&TenantId>, region: &str, key: &str) -> String {
    let tenant = tenant.map_or("", TenantId::as_str);
    format!("{tenant}:e:{region}/{key}")
}

/// A store of the application as the cache gets it.
pub(crate) type Own = Arc<dyn Store>;
