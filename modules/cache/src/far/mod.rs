//! The store beyond the memory: asked within a time, and left alone while it does not answer.

mod listen;
mod recover;

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::time::timeout;

pub use listen::Changes;

use crate::{
    Backend, CacheConfig, CacheError, WhenAway,
    cache::Core,
    invalidate::{Invalidation, What},
    store::{Answer, Lookup, NewEntry, Own},
};

/// A store beyond the memory. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Far(Arc<Link>);

struct Link {
    store: Own,
    core: Arc<Core>,
    /// Tells what this process has told from what others have.
    origin: u64,
    timeout: Duration,
    retry_after: Duration,
}

/// What is told to all processes.
#[derive(Serialize, Deserialize)]
struct Told {
    origin: u64,
    invalidation: Invalidation,
}

impl Far {
    pub(crate) async fn connect(
        config: &CacheConfig,
        store: Own,
        core: &Arc<Core>,
    ) -> Result<Self, CacheError> {
        let far = Self(Arc::new(Link {
            store,
            core: Arc::clone(core),
            origin: core.randomness.number(),
            timeout: config.timeout,
            retry_after: config.retry_after,
        }));
        match far.ping().await {
            Ok(()) => {}
            Err(error @ CacheError::Refused { .. }) => return Err(error),
            Err(error) if config.when_away == WhenAway::Fail => return Err(error),
            Err(error) => far.gone(&error),
        }
        if config.backend == Backend::Tiered {
            far.listen();
        }
        Ok(far)
    }

    pub(crate) fn name(&self) -> &str {
        self.0.store.name()
    }

    /// Asks for an answer, whatever the breaker says.
    pub(crate) async fn ping(&self) -> Result<(), CacheError> {
        self.once(|| self.0.store.ping()).await
    }

    /// When it was looked, and what is there under each of the keys.
    pub(crate) async fn read(&self, lookup: &Lookup<'_>) -> Result<Answer, CacheError> {
        let answer = self.asked(|| self.0.store.read(lookup)).await?;
        if answer.found.len() == lookup.keys.len() {
            return Ok(answer);
        }
        Err(CacheError::refused(
            self.name(),
            "it gave more or less than it was asked for",
        ))
    }

    /// Keeps an entry. Whether it is kept: it is not if something was invalidated since.
    pub(crate) async fn write(&self, entry: &NewEntry<'_>) -> Result<bool, CacheError> {
        self.asked(|| self.0.store.write(entry)).await
    }

    /// Invalidates there and tells all processes.
    pub(crate) async fn invalidate(&self, invalidation: &Invalidation) -> Result<(), CacheError> {
        if self.0.core.breaker.is_open() {
            return Err(self.left_alone());
        }
        self.invalidate_now(invalidation).await
    }

    /// The same whatever the breaker says.
    async fn invalidate_now(&self, invalidation: &Invalidation) -> Result<(), CacheError> {
        let notice = &*self.notice(invalidation);
        let store = &self.0.store;
        if let What::Prefix { .. } = invalidation.what() {
            // How long that takes is the number of keys; the store limits each of its steps.
            return store.invalidate(invalidation, notice).await;
        }
        self.twice(|| store.invalidate(invalidation, notice)).await
    }

    /// What is told of it.
    pub(crate) fn notice(&self, invalidation: &Invalidation) -> String {
        let told = Told {
            origin: self.0.origin,
            invalidation: invalidation.clone(),
        };
        // Texts and numbers only.
        serde_json::to_string(&told).unwrap_or_default()
    }

    pub(crate) async fn close(&self) {
        self.0.store.close().await;
    }

    /// Asks, unless it is left alone; failures count.
    async fn asked<T, F>(&self, work: impl Fn() -> F) -> Result<T, CacheError>
    where
        F: Future<Output = Result<T, CacheError>>,
    {
        let core = &self.0.core;
        if core.breaker.is_open() {
            return Err(self.left_alone());
        }
        let outcome = self.twice(work).await;
        match &outcome {
            Ok(_) => core.breaker.succeeded(),
            Err(CacheError::Away { reason, .. }) if core.breaker.failed() => self.recover(reason),
            Err(_) => {}
        }
        outcome
    }

    /// A connection that was lost while nobody used it is noticed by who uses it next: that one
    /// asks again. Everything that is asked may be done twice.
    async fn twice<T, F>(&self, work: impl Fn() -> F) -> Result<T, CacheError>
    where
        F: Future<Output = Result<T, CacheError>>,
    {
        match self.once(&work).await {
            Err(CacheError::Away { .. }) if !self.0.core.breaker.is_open() => {
                self.once(&work).await
            }
            outcome => outcome,
        }
    }

    async fn once<T, F>(&self, work: impl FnOnce() -> F) -> Result<T, CacheError>
    where
        F: Future<Output = Result<T, CacheError>>,
    {
        match timeout(self.0.timeout, work()).await {
            Ok(outcome) => outcome,
            Err(_) => Err(CacheError::away(
                self.name(),
                "no answer within `cache.timeout`",
            )),
        }
    }

    fn left_alone(&self) -> CacheError {
        CacheError::away(self.name(), "it is left alone until it answers again")
    }

    fn hears(&self, hears: bool) {
        self.0.core.hears.store(hears, Ordering::SeqCst);
    }
}
