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
    Backend, CacheConfig, CacheError, CacheStats, Region, WhenAway, breaker::Breaker, entry::Life,
    flight::Flights, memory::Memory, pending::Pending, remote::Remote, stats::Counters,
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
    pub(crate) remote: Option<Remote>,
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
    #[cfg_attr(not(feature = "redis"), expect(dead_code, reason = "nothing waits"))]
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
        Self::open(config, "purlin", core).await
    }

    /// The same with the randomness and the events of an application, and its name for keys in
    /// Redis if `cache.namespace` says nothing.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect).
    pub async fn connect_in(
        config: &CacheConfig,
        name: &str,
        randomness: &Randomness,
        events: &Events,
    ) -> Result<Self, CacheError> {
        let core = Core::new(config, randomness, Some(events));
        Self::open(config, name, core).await
    }

    async fn open(config: &CacheConfig, name: &str, core: Core) -> Result<Self, CacheError> {
        let core = Arc::new(core);
        let namespace = config.namespace.as_deref().unwrap_or(name);
        let remote = match config.backend {
            Backend::Memory => None,
            Backend::Redis | Backend::Tiered => {
                Some(Remote::connect(config, namespace, &core).await?)
            }
        };
        tracing::debug!(backend = config.backend.name(), "cache open");
        Ok(Self(Arc::new(Inner { core, remote })))
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

    /// Whether Redis is asked; false while it is away.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.0.remote.is_none() || !self.0.core.breaker.is_open()
    }

    /// Asks Redis for an answer, also while it is left alone; what is only in memory always
    /// answers.
    ///
    /// # Errors
    /// [`CacheError::Away`] or [`CacheError::Refused`].
    pub async fn ping(&self) -> Result<(), CacheError> {
        match &self.0.remote {
            Some(remote) => remote.ping().await,
            None => Ok(()),
        }
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
    /// connection to Redis, which is away from then on. Idempotent.
    pub async fn close(&self) {
        let core = &self.0.core;
        core.stop.cancel();
        core.tasks.close();
        core.tasks.wait().await;
        if let Some(remote) = &self.0.remote {
            remote.close();
        }
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Cache({})", self.backend().name())
    }
}
