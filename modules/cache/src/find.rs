//! Looking something up: in memory, in a store beyond it, or in the one and then in the other.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::time::Instant;

use crate::{
    Backend, CacheError, Content, Region, WhenAway,
    cache::{Core, Inner},
    entry::{Age, Entry, Life, age},
    key::Place,
    stats::count,
    store::{Found, Lookup},
};

/// What a look has found, and what it takes to keep what is loaded because of it.
pub(crate) struct Look {
    pub(crate) found: Option<(Content, Age)>,
    pub(crate) ticket: Ticket,
}

/// What was found under several keys, each at its place.
pub(crate) type Looked = Vec<Option<(Content, Age)>>;

/// When it was looked: what is loaded after that is kept only if nothing was invalidated since.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket {
    /// By the marks of this process.
    pub(crate) here: u64,
    /// By those of the store, if it was asked and has answered.
    pub(crate) there: Option<u64>,
}

impl Core {
    /// Whether what is in memory is known to be true: word of changes comes in.
    fn trusts_memory(&self) -> bool {
        match self.backend {
            Backend::Memory => true,
            Backend::Redis | Backend::Own => false,
            Backend::Tiered => self.hears.load(Ordering::SeqCst),
        }
    }

    /// Whether entries of the store are kept in memory, too.
    pub(crate) fn keeps_copies(&self) -> bool {
        self.backend == Backend::Tiered || self.when_away == WhenAway::Stale
    }

    fn counted(&self, found: Option<&(Content, Age)>) {
        let counters = &self.counters;
        match found {
            None => count(&counters.misses),
            Some((_, Age::Stale)) => count(&counters.stale_hits),
            Some((held, _)) => {
                count(&counters.hits);
                if matches!(held, Content::Nothing) {
                    count(&counters.negative_hits);
                }
            }
        }
    }
}

impl<V: Send + Sync + 'static> Region<V> {
    fn inner(&self) -> &Inner {
        &self.cache.0
    }

    /// What is fresh in memory under a key, and wanted; it is counted. Anything else is none.
    pub(crate) fn fresh(&self, key: &str, wanted: impl Fn(&Content) -> bool) -> Option<Content> {
        let core = &self.inner().core;
        if !core.trusts_memory() {
            return None;
        }
        match self.at(key, |place| core.memory.find(place)) {
            Some(found @ (_, Age::Fresh)) if wanted(&found.0) => {
                core.counted(Some(&found));
                Some(found.0)
            }
            _ => None,
        }
    }

    /// Looks one key up.
    pub(crate) async fn look(&self, key: &str) -> Result<Look, CacheError> {
        let look = self.look_again(key).await?;
        self.inner().core.counted(look.found.as_ref());
        Ok(look)
    }

    /// The same, and does not count it.
    pub(crate) async fn look_again(&self, key: &str) -> Result<Look, CacheError> {
        let here = match self.look_here(key) {
            Ok(look) => return Ok(look),
            Err(here) => here,
        };
        // Of its own on the heap: who finds something in memory need not carry what this takes.
        let (mut found, ticket) = Box::pin(self.look_there(&[key], here)).await?;
        Ok(Look {
            found: found.pop().flatten(),
            ticket,
        })
    }

    /// Looks one key up in memory. When it was looked is given back if it may be elsewhere.
    fn look_here(&self, key: &str) -> Result<Look, u64> {
        let core = &self.inner().core;
        let here = core.memory.epochs.now();
        if core.trusts_memory() {
            let found = self.at(key, |place| core.memory.find(place));
            if found.is_some() || self.inner().far.is_none() {
                let ticket = Ticket { here, there: None };
                return Ok(Look { found, ticket });
            }
        }
        Err(here)
    }

    /// Looks several keys up, each at its place in the answer.
    pub(crate) async fn look_many(&self, keys: &[&str]) -> Result<(Looked, Ticket), CacheError> {
        let (found, ticket) = self.look_many_again(keys).await?;
        for one in &found {
            self.inner().core.counted(one.as_ref());
        }
        Ok((found, ticket))
    }

    /// The same, and does not count them.
    pub(crate) async fn look_many_again(
        &self,
        keys: &[&str],
    ) -> Result<(Looked, Ticket), CacheError> {
        let core = &self.inner().core;
        let here = core.memory.epochs.now();
        let mut found: Looked = keys
            .iter()
            .map(|key| {
                if !core.trusts_memory() {
                    return None;
                }
                self.at(key, |place| core.memory.find(place))
            })
            .collect();
        let missing: Vec<&str> = keys
            .iter()
            .zip(&found)
            .filter_map(|(key, found)| found.is_none().then_some(*key))
            .collect();
        if self.inner().far.is_none() || missing.is_empty() {
            return Ok((found, Ticket { here, there: None }));
        }
        let (there, ticket) = self.look_there(&missing, here).await?;
        let holes = found.iter_mut().filter(|found| found.is_none());
        for (hole, there) in holes.zip(there) {
            *hole = there;
        }
        Ok((found, ticket))
    }

    /// Asks the store, and if it is away does what the configuration says.
    async fn look_there(&self, keys: &[&str], here: u64) -> Result<(Looked, Ticket), CacheError> {
        let inner = self.inner();
        let core = &inner.core;
        let tenant = self.tenant();
        let place = |key| Place {
            tenant: tenant.as_ref(),
            region: &self.shape.name,
            key,
        };
        let Some(far) = &inner.far else {
            return Ok((vec![None; keys.len()], Ticket { here, there: None }));
        };
        let lookup = Lookup {
            tenant: tenant.as_ref(),
            region: &self.shape.name,
            keys,
            idle: self.shape.life.idle,
            form: &*self.shape,
            counters: &core.counters,
        };
        match far.read(&lookup).await {
            Ok(answer) => {
                let ticket = Ticket {
                    here,
                    there: Some(answer.at),
                };
                let found = keys.iter().zip(answer.found).map(|(key, found)| {
                    let (held, age, left) = self.aged(found?)?;
                    if core.keeps_copies() {
                        self.copy(place(key), &held, left, here);
                    }
                    Some((held, age))
                });
                Ok((found.collect(), ticket))
            }
            Err(error) => {
                count(&core.counters.away);
                let there = None;
                let ticket = Ticket { here, there };
                match core.when_away {
                    WhenAway::Fail => Err(error),
                    WhenAway::Bypass => Ok((vec![None; keys.len()], ticket)),
                    WhenAway::Stale => {
                        // There is nothing to load it anew for: it would not get there.
                        let aged = |held| (held, Age::Fresh);
                        let known = keys.iter().map(|key| core.memory.find_any(place(key)));
                        Ok((known.map(|held| held.map(aged)).collect(), ticket))
                    }
                }
            }
        }
    }

    /// What a store has found: the value, how it is found, and how long it lives.
    fn aged(&self, raw: Found) -> Option<(Content, Age, Life)> {
        let held = raw.content;
        let life = self.shape.life_of(&held);
        let fresh = raw.left.saturating_sub(raw.stale);
        // As if it had been made when so much of its life was over.
        let ttl = life.ttl.max(fresh);
        let old = (ttl + raw.stale).saturating_sub(raw.left);
        let whole = Life {
            ttl,
            stale: raw.stale,
            ..life
        };
        let found = age(&whole, old)?;
        let left = Life {
            ttl: fresh,
            stale: raw.left.saturating_sub(fresh),
            ..life
        };
        Some((held, found, left))
    }

    /// Keeps what came from the store in memory, for a while.
    pub(crate) fn copy(&self, place: Place<'_>, held: &Content, life: Life, since: u64) {
        let core = &self.inner().core;
        let life = if core.local_ttl < life.ttl {
            // The store has it for longer: it is asked again.
            Life {
                ttl: core.local_ttl,
                early: Duration::ZERO,
                stale: Duration::ZERO,
                idle: life.idle,
            }
        } else {
            life
        };
        let mut entry = self.entry(place, held, life, since);
        if core.when_away == WhenAway::Stale {
            entry.keep = entry.keep.max(core.keep);
        }
        core.memory.keep(place, entry);
    }

    pub(crate) fn entry(&self, place: Place<'_>, held: &Content, life: Life, since: u64) -> Entry {
        let value = match held {
            Content::Value(value) => value.downcast_ref::<V>(),
            Content::Nothing => None,
        };
        let stripes = self.shape.stripes(value);
        let mut entry = Entry::new(held.clone(), life, Instant::now(), stripes, since);
        if self.inner().core.memory.weighs() {
            entry.weight = self.shape.weight(place.key, value);
        }
        entry
    }
}

/// The value of this type; one of another type is none.
pub(crate) fn typed<V: Send + Sync + 'static>(held: Content) -> Option<Arc<V>> {
    match held {
        Content::Value(value) => value.downcast().ok(),
        Content::Nothing => None,
    }
}
