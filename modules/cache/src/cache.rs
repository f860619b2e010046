//! The cache as a service, usable with and without an application around it.

use std::{
    fmt,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use purlin::{
    context::Randomness,
    events::{EventType, Events},
};
use serde::{Serialize, de::DeserializeOwned};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Backend, CacheConfig, CacheError, CacheStats, Region, Store, WhenAway, breaker::Breaker,
    entry::Life, far::Far, flight::Flights, memory::Memory, pending::Pending, stats::Counters,
};

/// A cache: in the memory of the process, in Redis, or in the one in front of the other, as the
/// configuration says.
///
/// Cheap to clone; all clones are the same. Values are in [regions](Self::region), each of one
/// type.
///
/// ```
/// use std::time::Duration;
/// use purlin_cache::{Cache, CacheConfig, CacheError};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), CacheError> {
/// let cache = Cache::connect(&CacheConfig::default()).await?;
/// let squares = cache.region::<u64>("squares").ttl(Duration::from_secs(60));
/// // Loaded once, whoever asks at the same time.
/// let square = squares.get_or_load("12", async || Ok::<_, CacheError>(12 * 12)).await?;
/// assert_eq!(*square, 144);
/// assert_eq!(squares.get("12").await?.as_deref(), Some(&144));
/// squares.remove("12").await?;
/// assert_eq!(squares.get("12").await?, None);
/// # cache.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Cache(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) core: Arc<Core>,
    pub(crate) far: Option<Far>,
}

/// What tasks in the background share with the cache.
pub(crate) struct Core {
    pub(crate) memory: Memory,
    pub(crate) flights: Arc<Flights>,
    pub(crate) counters: Counters,
    pub(crate) breaker: Breaker,
    pub(crate) pending: Pending,
    pub(crate) backend: Backend,
    pub(crate) when_away: WhenAway,
    pub(crate) local_ttl: Duration,
    pub(crate) keep: Duration,
    life: Life,
    negative: Duration,
    /// Whether word of changes comes from Redis.
    pub(crate) hears: AtomicBool,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
    pub(crate) randomness: Randomness,
    events: Option<Events>,
}

/// What keeps going in the background ends with those who use it.
impl Drop for Inner {
    fn drop(&mut self) {
        self.core.stop.cancel();
    }
}

impl Core {
    fn new(config: &CacheConfig, randomness: &Randomness, events: Option<&Events>) -> Self {
        Self {
            memory: Memory::new(config),
            flights: Arc::new(Flights::new()),
            counters: Counters::default(),
            breaker: Breaker::new(config.failures),
            pending: Pending::new(config.max_pending),
            backend: config.backend,
            when_away: config.when_away,
            local_ttl: config.local_ttl,
            keep: config.keep,
            life: Life {
                ttl: config.ttl,
                early: config.early,
                stale: config.stale,
                idle: config.idle,
            },
            negative: config.negative_ttl,
            hears: AtomicBool::new(false),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            randomness: randomness.clone(),
            events: events.cloned(),
        }
    }

    pub(crate) fn emit<E: EventType>(&self, event: E) {
        if let Some(events) = &self.events {
            events.emit(event);
        }
    }

    /// Does something in the background until the cache is closed.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        drop(self.tasks.spawn(async move {
            tokio::select! {
                biased;
                () = stop.cancelled() => {}
                () = work => {}
            }
        }));
    }
}

impl Cache {
    /// Opens a cache as the configuration says.
    ///
    /// # Errors
    /// [`CacheError::Url`] if the address of Redis cannot be used; [`CacheError::Away`] if it does
    /// not answer and `cache.when_away` is `fail`. Otherwise such a start goes well, and Redis is
    /// used as soon as it answers.
    pub async fn connect(config: &CacheConfig) -> Result<Self, CacheError> {
        let core = Core::new(config, &Randomness::system(), None);
        Self::open(config, "purlin", None, core).await
    }

    /// Opens a cache in a store of your own: behind the memory if `cache.backend` is `tiered`,
    /// whatever else it is alone.
    ///
    /// # Errors
    /// [`CacheError::Away`] if it does not answer and `cache.when_away` is `fail`.
    pub async fn over(config: &CacheConfig, store: Arc<dyn Store>) -> Result<Self, CacheError> {
        let config = CacheConfig {
            backend: match config.backend {
                Backend::Tiered => Backend::Tiered,
                _ => Backend::Own,
            },
            ..config.clone()
        };
        let core = Core::new(&config, &Randomness::system(), None);
        Self::open(&config, "purlin", Some(store), core).await
    }

    /// Opens a cache as the configuration says, with the randomness, the events and the store of an
    /// application, and its name for keys in Redis if `cache.namespace` says nothing.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect); [`CacheError::NoStore`] if `cache.backend` is `own` and
    /// there is none.
    pub async fn connect_in(
        config: &CacheConfig,
        name: &str,
        randomness: &Randomness,
        events: &Events,
        store: Option<Arc<dyn Store>>,
    ) -> Result<Self, CacheError> {
        let core = Core::new(config, randomness, Some(events));
        Self::open(config, name, store, core).await
    }

    async fn open(
        config: &CacheConfig,
        name: &str,
        own: Option<Arc<dyn Store>>,
        core: Core,
    ) -> Result<Self, CacheError> {
        let core = Arc::new(core);
        let namespace = config.namespace.as_deref().unwrap_or(name);
        let store = match (config.backend, own) {
            (Backend::Memory, _) => None,
            (Backend::Own | Backend::Tiered, Some(own)) => Some(own),
            (Backend::Own, None) => return Err(CacheError::NoStore),
            (Backend::Redis | Backend::Tiered, _) => Some(redis(config, namespace)?),
        };
        let far = match store {
            Some(store) => Some(Far::connect(config, store, &core).await?),
            None => None,
        };
        tracing::debug!(backend = config.backend.name(), "cache open");
        Ok(Self(Arc::new(Inner { core, far })))
    }

    /// Values of one type under keys of their own. What is found under the same name is the same
    /// region, also in other processes; a region has always the same type.
    ///
    /// Each tenant has entries of its own, unless the region is [shared](Region::shared).
    #[must_use]
    pub fn region<V>(&self, name: &str) -> Region<V>
    where
        V: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        let core = &self.0.core;
        Region::new(self, name, core.life, core.negative)
    }

    /// Where what is cached is kept.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.0.core.backend
    }

    /// Whether Redis, or the store of the application, is asked; false while it is away.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.0.far.is_none() || !self.0.core.breaker.is_open()
    }

    /// Asks Redis, or the store of the application, for an answer, also while it is left alone; what is only in memory always
    /// answers.
    ///
    /// # Errors
    /// [`CacheError::Away`] or [`CacheError::Refused`].
    pub async fn ping(&self) -> Result<(), CacheError> {
        match &self.0.far {
            Some(far) => far.ping().await,
            None => Ok(()),
        }
    }

    /// What the store beyond the memory is called, or the memory if there is none.
    pub(crate) fn store(&self) -> &str {
        self.0.far.as_ref().map_or("the memory", Far::name)
    }

    /// How it is used.
    #[must_use]
    pub fn stats(&self) -> CacheStats {
        let core = &self.0.core;
        // What makes way does so when its number is asked for, at the latest.
        let items = core.memory.items();
        CacheStats {
            evicted: core.memory.evicted(),
            pending: u64::try_from(core.pending.len()).unwrap_or(u64::MAX),
            items,
            weight: core.memory.weight(),
            ..core.counters.stats()
        }
    }

    /// Ends what goes on in the background, where loads that nobody waits for are given up, and the
    /// connection to the store, which is away from then on. Idempotent.
    pub async fn close(&self) {
        let core = &self.0.core;
        core.stop.cancel();
        core.tasks.close();
        core.tasks.wait().await;
        if let Some(far) = &self.0.far {
            far.close().await;
        }
    }
}

#[cfg(feature = "redis")]
fn redis(config: &CacheConfig, namespace: &str) -> Result<Arc<dyn Store>, CacheError> {
    Ok(Arc::new(crate::RedisStore::new(config, namespace)?))
}

#[cfg(not(feature = "redis"))]
fn redis(_: &CacheConfig, _: &str) -> Result<Arc<dyn Store>, CacheError> {
    Err(CacheError::url(
        "is of no use in this build: it lacks the feature `cache-redis` of `purlin`",
    ))
}

impl fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Cache({})", self.backend().name())
    }
}
