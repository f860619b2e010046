//! Loading several keys with one call, each of them once at a time, whoever asks.

use std::{collections::BTreeMap, sync::Arc};

use futures_util::future::join_all;

use crate::{
    CacheError, Content, Region,
    find::{Ticket, typed},
    flight::{Follow, Lead, Outcome, Turn},
    load::{Wants, Watched},
    stats::count,
};

/// How many values are written to Redis at once.
const AT_ONCE: usize = 64;

/// What is loaded here.
type Leads<'k> = Vec<(&'k str, Lead)>;

/// What somebody else loads.
type Follows<'k> = Vec<(&'k str, Follow)>;

/// What is known of the keys that were asked for.
type Known = BTreeMap<String, Content>;

impl<V: Send + Sync + 'static> Region<V> {
    /// What is under the keys, each at its place. `load` gets those that are missing, all at once,
    /// and gives what there is of them; that there is nothing is remembered of the others.
    ///
    /// What somebody else is loading at this moment, by any method, is not asked for: it is waited
    /// for, after what is asked for here has come. If whoever loads it panics or goes away, `load`
    /// is called again for what is still missing.
    ///
    /// # Errors
    /// What `load` returns, or what the one returned who was waited for; those of
    /// [`get`](Self::get).
    pub async fn load_many<E, F, W>(
        &self,
        keys: &[impl AsRef<str>],
        mut load: F,
    ) -> Result<Vec<Option<Arc<V>>>, E>
    where
        F: FnMut(Vec<String>) -> W,
        W: Future<Output = Result<Vec<(String, V)>, E>>,
        E: From<CacheError> + Clone + Send + Sync + 'static,
    {
        let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
        let mut before = self.landings(&keys);
        let (found, mut ticket) = self.look_many(&keys).await?;
        let mut missing: Vec<&str> = keys
            .iter()
            .zip(&found)
            .filter(|(_, found)| found.is_none())
            .map(|(key, _)| *key)
            .collect();
        missing.sort_unstable();
        missing.dedup();
        let mut known = Known::new();
        // What is loaded in two ways at once, for two types, is loaded by each alone.
        let mut alone: Vec<&str> = Vec::new();
        while !missing.is_empty() || !alone.is_empty() {
            let (mut leads, follows) = self.turns(&missing);
            let landed = self.landed_meanwhile(&before, &mut leads, &mut known);
            ticket = landed.await?.unwrap_or(ticket);
            before.clear();
            if !leads.is_empty() || !alone.is_empty() {
                let led = leads.iter().map(|(key, _)| *key);
                let asked = led.chain(alone.drain(..)).map(ToOwned::to_owned).collect();
                let watched = Watched::new(&self.cache.0.core.counters);
                match load(asked).await {
                    Ok(values) => {
                        watched.done();
                        self.led_many(leads, values, ticket, &mut known).await;
                    }
                    Err(error) => {
                        for (_, lead) in &leads {
                            lead.tell(Outcome::Failed(Arc::new(error.clone())));
                        }
                        return Err(error);
                    }
                }
            }
            (missing, alone) = self.followed::<E>(follows, &mut known).await?;
        }
        let pairs = keys.iter().zip(found);
        Ok(pairs
            .map(|(key, found)| match found {
                Some((held, _)) => typed(held),
                None => known.get(*key).cloned().and_then(typed),
            })
            .collect())
    }

    /// How many loads have landed near the keys, if it takes more than a look into memory to see
    /// what they have brought.
    fn landings<'k>(&self, keys: &[&'k str]) -> BTreeMap<&'k str, u64> {
        let flights = &self.cache.0.core.flights;
        let landed = |key| (key, flights.landed(&self.shape.name, key));
        let far = self.cache.0.far.is_some();
        let keys = keys.iter().filter(|_| far);
        keys.map(|key| landed(*key)).collect()
    }

    /// Which keys are loaded here, and for which of them somebody else is waited for.
    fn turns<'k>(&self, keys: &[&'k str]) -> (Leads<'k>, Follows<'k>) {
        let (mut leads, mut follows) = (Vec::new(), Vec::new());
        for key in keys {
            match self.cache.0.core.flights.join(&self.whole(key)) {
                Turn::Lead(lead) => leads.push((*key, lead)),
                Turn::Follow(follow) => follows.push((*key, follow)),
            }
        }
        (leads, follows)
    }

    /// Somebody may have loaded a key between the look and the lead: that one is not loaded again.
    /// Gives when it was looked again.
    async fn landed_meanwhile(
        &self,
        before: &BTreeMap<&str, u64>,
        leads: &mut Leads<'_>,
        known: &mut Known,
    ) -> Result<Option<Ticket>, CacheError> {
        let flights = &self.cache.0.core.flights;
        let keys: Vec<&str> = leads
            .iter()
            .map(|(key, _)| *key)
            .filter(|key| before.get(key) != Some(&flights.landed(&self.shape.name, key)))
            .collect();
        if keys.is_empty() {
            return Ok(None);
        }
        let (found, ticket) = self.look_many_again(&keys).await?;
        for (key, found) in keys.into_iter().zip(found) {
            if let Some((held, _)) = found {
                known.insert(key.to_owned(), held);
            }
        }
        leads.retain(|(key, lead)| match known.get(*key) {
            Some(held) => {
                lead.tell(Outcome::Loaded(held.clone()));
                false
            }
            None => true,
        });
        Ok(Some(ticket))
    }

    /// Tells those who wait, and keeps what was loaded.
    async fn led_many(
        &self,
        leads: Leads<'_>,
        values: Vec<(String, V)>,
        ticket: Ticket,
        known: &mut Known,
    ) {
        let values = values.into_iter();
        known.extend(values.map(|(key, value)| (key, Content::Value(Arc::new(value)))));
        for (key, lead) in &leads {
            let held = known.entry((*key).to_owned()).or_insert(Content::Nothing);
            lead.tell(Outcome::Loaded(held.clone()));
        }
        for some in leads.chunks(AT_ONCE) {
            let kept = some.iter().filter_map(|(key, _)| {
                let held = known.get(*key)?;
                Some(self.keep(key, held, ticket))
            });
            join_all(kept).await;
        }
    }

    /// Waits for those who load. Gives the keys of those who left, and of those who load another
    /// type.
    async fn followed<'k, E>(
        &self,
        follows: Follows<'k>,
        known: &mut Known,
    ) -> Result<(Vec<&'k str>, Vec<&'k str>), E>
    where
        E: From<CacheError> + Clone + Send + Sync + 'static,
    {
        let (mut left, mut alone) = (Vec::new(), Vec::new());
        for (key, follow) in follows {
            match follow.outcome().await {
                Some(Outcome::Loaded(held)) if Wants::Either.accept::<V>(&held) => {
                    count(&self.cache.0.core.counters.joined);
                    known.insert(key.to_owned(), held);
                }
                Some(Outcome::Failed(error)) if error.is::<E>() => {
                    count(&self.cache.0.core.counters.joined);
                    let error = error.downcast_ref::<E>().cloned();
                    return Err(error.unwrap_or_else(|| self.of_another_type().into()));
                }
                Some(_) => alone.push(key),
                None => left.push(key),
            }
        }
        Ok((left, alone))
    }
}
