//! Keeping what was loaded, and putting what somebody knows.

use std::sync::Arc;

use crate::{
    Backend, CacheError, Region, WhenAway,
    entry::{Held, Life},
    find::Ticket,
    invalidate::{Invalidation, What},
    key::Place,
    remote::Write,
    stats::count,
};

impl<V: Send + Sync + 'static> Region<V> {
    /// Keeps a value, in the place of what is there. Loads that are under way do not overwrite it.
    ///
    /// # Errors
    /// [`CacheError::Codec`] if it cannot be written down for Redis; [`CacheError::Away`] if that
    /// does not answer and `cache.when_away` is `fail`; [`CacheError::Refused`]. If Redis is away
    /// and that is no error, what it has under the key is removed as soon as it answers.
    pub async fn put(&self, key: impl AsRef<str>, value: V) -> Result<Arc<V>, CacheError> {
        let key = key.as_ref();
        let value = Arc::new(value);
        let held = Held::Value(Arc::clone(&value) as _);
        let core = &self.cache.0.core;
        let tenant = self.tenant();
        let place = Place {
            tenant: tenant.as_ref(),
            region: &self.shape.name,
            key,
        };
        let life = self.shape.life;
        let Some(remote) = &self.cache.0.remote else {
            self.supersede(place);
            self.keep_here(place, &held, life, core.memory.epochs.now());
            return Ok(value);
        };
        let body = self.shape.encode(&value)?;
        let write = self.written(place, &held, &body, None);
        match remote.write(&write).await {
            Ok(_) => {
                self.supersede(place);
                if core.keeps_copies() {
                    self.copy(place, &held, life, core.memory.epochs.now());
                }
                Ok(value)
            }
            Err(error @ CacheError::Refused { .. }) => Err(error),
            Err(error) => {
                count(&core.counters.away);
                // What Redis has is not true any more.
                let what = What::Key {
                    region: (**place.region).into(),
                    key: key.into(),
                };
                let old = Invalidation {
                    tenant: tenant.clone(),
                    what,
                };
                let gone = self.cache.0.invalidate(&old);
                match core.when_away {
                    WhenAway::Fail => Err(error),
                    WhenAway::Bypass => gone.await.map(|()| value),
                    WhenAway::Stale => {
                        gone.await?;
                        self.copy(place, &held, life, core.memory.epochs.now());
                        Ok(value)
                    }
                }
            }
        }
    }

    /// What is there, and what is being loaded, is older than what comes now.
    fn supersede(&self, place: Place<'_>) {
        let core = &self.cache.0.core;
        core.memory.forget_key(place);
        core.flights.detach(&place.to_key());
    }

    /// Keeps what was loaded, if nothing was invalidated since it was looked.
    pub(crate) async fn keep(&self, key: &str, held: &Held, ticket: Ticket) {
        let core = &self.cache.0.core;
        let life = self.shape.life_of(held);
        if life.ttl.is_zero() {
            return;
        }
        let tenant = self.tenant();
        let place = Place {
            tenant: tenant.as_ref(),
            region: &self.shape.name,
            key,
        };
        let Some(remote) = &self.cache.0.remote else {
            self.keep_here(place, held, life, ticket.here);
            return;
        };
        let Some(there) = ticket.there else {
            // Redis is away.
            if core.when_away == WhenAway::Stale {
                self.copy(place, held, life, ticket.here);
            }
            return;
        };
        let body = match held {
            Held::Value(value) => {
                match value.downcast_ref().map(|value| self.shape.encode(value)) {
                    Some(Ok(body)) => body,
                    Some(Err(error)) => {
                        tracing::warn!(%error, "what was loaded is not kept");
                        return;
                    }
                    None => return,
                }
            }
            Held::Nothing => Vec::new(),
        };
        let write = self.written(place, held, &body, Some(there));
        match remote.write(&write).await {
            Ok(true) if core.keeps_copies() => self.copy(place, held, life, ticket.here),
            Ok(true) => {}
            Ok(false) => count(&core.counters.overtaken),
            Err(error) => {
                count(&core.counters.away);
                tracing::debug!(%error, "what was loaded is not kept in Redis");
                if core.when_away == WhenAway::Stale {
                    self.copy(place, held, life, ticket.here);
                }
            }
        }
    }

    /// Keeps it in memory, which is all there is.
    fn keep_here(&self, place: Place<'_>, held: &Held, life: Life, since: u64) {
        let core = &self.cache.0.core;
        debug_assert_eq!(core.backend, Backend::Memory);
        let entry = self.entry(place, held, life, since);
        if !core.memory.keep(place, entry) {
            count(&core.counters.overtaken);
        }
    }

    fn written<'a>(
        &self,
        place: Place<'a>,
        held: &Held,
        body: &'a [u8],
        since: Option<u64>,
    ) -> Write<'a> {
        let value = match held {
            Held::Value(value) => value.downcast_ref(),
            Held::Nothing => None,
        };
        Write {
            place,
            body: matches!(held, Held::Value(_)).then_some(body),
            life: self.shape.life_of(held),
            stripes: self.shape.stripes(value),
            since,
        }
    }
}
