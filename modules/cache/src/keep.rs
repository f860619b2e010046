//! Keeping what was loaded, and putting what somebody knows.

use std::sync::Arc;

use crate::{
    Backend, CacheError, Content, Region, WhenAway,
    entry::Life,
    find::Ticket,
    invalidate::{Invalidation, What},
    key::Place,
    stats::count,
    store::NewEntry,
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
        let held = Content::Value(Arc::clone(&value) as _);
        let core = &self.cache.0.core;
        let tenant = self.tenant();
        let place = Place {
            tenant: tenant.as_ref(),
            region: &self.shape.name,
            key,
        };
        let life = self.shape.life;
        let Some(far) = &self.cache.0.far else {
            self.supersede(place);
            self.keep_here(place, &held, life, core.memory.epochs.now());
            return Ok(value);
        };
        match far.write(&self.new_entry(place, &held, None)).await {
            Ok(_) => {
                self.supersede(place);
                if core.keeps_copies() {
                    self.copy(place, &held, life, core.memory.epochs.now());
                }
                Ok(value)
            }
            Err(error @ (CacheError::Refused { .. } | CacheError::Codec { .. })) => Err(error),
            Err(error) => {
                count(&core.counters.away);
                // What the store has is not true any more.
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
    pub(crate) async fn keep(&self, key: &str, held: &Content, ticket: Ticket) {
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
        let Some(far) = &self.cache.0.far else {
            self.keep_here(place, held, life, ticket.here);
            return;
        };
        let Some(there) = ticket.there else {
            // The store is away.
            if core.when_away == WhenAway::Stale {
                self.copy(place, held, life, ticket.here);
            }
            return;
        };
        match far.write(&self.new_entry(place, held, Some(there))).await {
            Ok(true) if core.keeps_copies() => self.copy(place, held, life, ticket.here),
            Ok(true) => {}
            Ok(false) => count(&core.counters.overtaken),
            Err(error @ CacheError::Codec { .. }) => {
                tracing::warn!(%error, "what was loaded is not kept");
            }
            Err(error) => {
                count(&core.counters.away);
                tracing::debug!(%error, "what was loaded is not kept there");
                if core.when_away == WhenAway::Stale {
                    self.copy(place, held, life, ticket.here);
                }
            }
        }
    }

    /// Keeps it in memory, which is all there is.
    fn keep_here(&self, place: Place<'_>, held: &Content, life: Life, since: u64) {
        let core = &self.cache.0.core;
        debug_assert_eq!(core.backend, Backend::Memory);
        let entry = self.entry(place, held, life, since);
        if !core.memory.keep(place, entry) {
            count(&core.counters.overtaken);
        }
    }

    fn new_entry<'a>(
        &'a self,
        place: Place<'a>,
        held: &'a Content,
        since: Option<u64>,
    ) -> NewEntry<'a> {
        let value = match held {
            Content::Value(value) => value.downcast_ref(),
            Content::Nothing => None,
        };
        // Nobody needs to hear of what was only loaded.
        let notice = since.is_none().then(|| Invalidation {
            tenant: place.tenant.cloned(),
            what: What::Key {
                region: (**place.region).into(),
                key: place.key.into(),
            },
        });
        let far = self.cache.0.far.as_ref();
        NewEntry {
            place,
            content: held,
            life: self.shape.life_of(held),
            stripes: self.shape.stripes(value),
            since,
            form: &*self.shape,
            notice: far
                .zip(notice)
                .map(|(far, notice)| far.notice(&notice))
                .unwrap_or_default(),
        }
    }
}
