//! Reading, and loading what is missing: each key once at a time, whoever asks.

use std::sync::Arc;

use purlin::{context::InContext, error::BoxError};
use tokio::time::Instant;

use crate::{
    CacheError, Content, Region,
    entry::Age,
    find::{Look, Ticket, typed},
    flight::{Lead, Outcome, Turn},
    stats::{Counters, count},
};

impl<V: Send + Sync + 'static> Region<V> {
    /// What is under the key.
    ///
    /// # Errors
    /// [`CacheError::Away`] or [`CacheError::Refused`] if Redis gives no answer and
    /// `cache.when_away` is `fail`.
    pub async fn get(&self, key: impl AsRef<str>) -> Result<Option<Arc<V>>, CacheError> {
        let key = key.as_ref();
        if let Some(held) = self.fresh(key, |_| true) {
            return Ok(typed(held));
        }
        let look = self.look(key).await?;
        Ok(look.found.and_then(|(held, _)| typed(held)))
    }

    /// What is under the keys, each at its place: Redis is asked once for all.
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub async fn get_many(
        &self,
        keys: &[impl AsRef<str>],
    ) -> Result<Vec<Option<Arc<V>>>, CacheError> {
        let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
        let (found, _) = self.look_many(&keys).await?;
        let found = found.into_iter();
        Ok(found.map(|one| typed(one?.0)).collect())
    }

    /// What is under the key; if nothing is, `load` gets it, and it is kept.
    ///
    /// Those who miss the same key at the same time wait for one load: of this process, also if
    /// the cache is in Redis. They get its error, too, a clone of it; errors are not kept. If
    /// whoever loads panics or goes away, the next one loads. Who asks after the key was removed
    /// does not wait for a load that began before that.
    ///
    /// An entry that is [stale](Self::stale), or near its end if the region loads
    /// [early](Self::early), is loaded anew by the first who asks, who waits for it and gets what
    /// there was if it fails; the others get what there is. With
    /// [`get_or_refresh`](Self::get_or_refresh) nobody waits.
    ///
    /// # Errors
    /// What `load` returns, or those of [`get`](Self::get).
    pub async fn get_or_load<E, F>(&self, key: impl AsRef<str>, load: F) -> Result<Arc<V>, E>
    where
        F: AsyncFnOnce() -> Result<V, E>,
        E: From<CacheError> + Clone + Send + Sync + 'static,
    {
        let key = key.as_ref();
        let wanted = |held: &Content| Wants::Value.accept::<V>(held);
        if let Some(value) = self.fresh(key, wanted).and_then(typed) {
            return Ok(value);
        }
        let load = async || load().await.map(Some);
        let held = Box::pin(self.loading(key, None, Wants::Value, load)).await?;
        typed(held).ok_or_else(|| self.of_another_type().into())
    }

    /// The same for what may not exist. That there is nothing is remembered as well, for as long
    /// as the region [says](Self::negative).
    ///
    /// # Errors
    /// Those of [`get_or_load`](Self::get_or_load).
    pub async fn get_or_find<E, F>(
        &self,
        key: impl AsRef<str>,
        load: F,
    ) -> Result<Option<Arc<V>>, E>
    where
        F: AsyncFnOnce() -> Result<Option<V>, E>,
        E: From<CacheError> + Clone + Send + Sync + 'static,
    {
        let key = key.as_ref();
        let wanted = |held: &Content| Wants::Either.accept::<V>(held);
        if let Some(held) = self.fresh(key, wanted) {
            return Ok(typed(held));
        }
        let held = Box::pin(self.loading(key, None, Wants::Either, load)).await?;
        Ok(typed(held))
    }

    /// The same as [`get_or_load`](Self::get_or_load), and nobody waits while an entry is loaded
    /// anew that is stale or near its end: that happens in the background, in the context of who
    /// asked first, and ends with the cache.
    ///
    /// # Errors
    /// Those of [`get_or_load`](Self::get_or_load).
    pub async fn get_or_refresh<E, F, W>(&self, key: impl AsRef<str>, load: F) -> Result<Arc<V>, E>
    where
        F: FnOnce() -> W + Send + 'static,
        W: Future<Output = Result<V, E>> + Send + 'static,
        E: From<CacheError> + Clone + Send + Sync + 'static,
    {
        let key = key.as_ref();
        let look = self.look(key).await?;
        if let Some((held, Age::Early | Age::Stale)) = &look.found
            && let Some(value) = typed(held.clone())
        {
            let whole = self.whole(key);
            let core = &self.cache.0.core;
            if let Some(turn) = core.flights.try_lead(&whole) {
                let (region, ticket) = (self.clone(), look.ticket);
                let work = async move {
                    let load = async || load().await.map(Some);
                    // Its failure is counted; there is nobody to tell.
                    let _ = region.led(&whole.text, turn, ticket, load).await;
                };
                core.spawn(work.in_current_context());
            }
            return Ok(value);
        }
        let load = async || load().await.map(Some);
        let held = self.loading(key, Some(look), Wants::Value, load).await?;
        typed(held).ok_or_else(|| self.of_another_type().into())
    }

    async fn loading<E, F>(
        &self,
        key: &str,
        mut looked: Option<Look>,
        wants: Wants,
        load: F,
    ) -> Result<Content, E>
    where
        F: AsyncFnOnce() -> Result<Option<V>, E>,
        E: From<CacheError> + Clone + Send + Sync + 'static,
    {
        let core = &self.cache.0.core;
        let name = &*self.shape.name;
        loop {
            // In memory a second look costs little; Redis is asked again only if somebody has
            // loaded something since.
            let far = self.cache.0.far.is_some();
            let before = (far && looked.is_none()).then(|| core.flights.landed(name, key));
            let look = match looked.take() {
                Some(look) => look,
                None => self.look(key).await?,
            };
            let usable = look.found.filter(|(held, _)| wants.accept::<V>(held));
            if let Some((held, age)) = usable {
                if age == Age::Fresh {
                    return Ok(held);
                }
                let whole = self.whole(key);
                let Some(turn) = core.flights.try_lead(&whole) else {
                    return Ok(held);
                };
                return match self.led(key, turn, look.ticket, load).await {
                    Ok(held) => Ok(held),
                    Err(_) => Ok(held),
                };
            }
            let whole = self.whole(key);
            match core.flights.join(&whole) {
                Turn::Lead(turn) => {
                    let mut ticket = look.ticket;
                    if before != Some(core.flights.landed(name, key)) {
                        let again = self.look_again(key).await?;
                        ticket = again.ticket;
                        if let Some((held, _)) = again.found
                            && wants.accept::<V>(&held)
                        {
                            turn.tell(Outcome::Loaded(held.clone()));
                            return Ok(held);
                        }
                    }
                    return self.led(key, turn, ticket, load).await;
                }
                Turn::Follow(follow) => match follow.outcome().await {
                    Some(Outcome::Loaded(held)) if wants.accept::<V>(&held) => {
                        count(&core.counters.joined);
                        return Ok(held);
                    }
                    Some(Outcome::Failed(error)) if error.is::<E>() => {
                        count(&core.counters.joined);
                        let error = error.downcast_ref::<E>().cloned();
                        return Err(error.unwrap_or_else(|| self.of_another_type().into()));
                    }
                    // Of other types: the same key is loaded in two ways.
                    Some(_) => {
                        let value = load().await?;
                        return Ok(held(value));
                    }
                    // Whoever loaded has left.
                    None => {}
                },
            }
        }
    }

    /// Loads for all who wait.
    async fn led<E, F>(&self, key: &str, turn: Lead, ticket: Ticket, load: F) -> Result<Content, E>
    where
        F: AsyncFnOnce() -> Result<Option<V>, E>,
        E: Clone + Send + Sync + 'static,
    {
        let watched = Watched::new(&self.cache.0.core.counters);
        match load().await {
            Ok(value) => {
                watched.done();
                let held = held(value);
                // They need not wait until it is kept; those who come until then find the lead.
                turn.tell(Outcome::Loaded(held.clone()));
                self.keep(key, &held, ticket).await;
                Ok(held)
            }
            Err(error) => {
                turn.tell(Outcome::Failed(Arc::new(error.clone())));
                Err(error)
            }
        }
    }

    pub(crate) fn of_another_type(&self) -> CacheError {
        let told: BoxError = "what is there has another type".into();
        CacheError::codec(&self.shape.name, told)
    }
}

fn held<V: Send + Sync + 'static>(value: Option<V>) -> Content {
    value.map_or(Content::Nothing, |value| Content::Value(Arc::new(value)))
}

/// What one who loads can use.
#[derive(Clone, Copy)]
pub(crate) enum Wants {
    /// A value.
    Value,
    /// A value, or that there is none.
    Either,
}

impl Wants {
    pub(crate) fn accept<V: 'static>(self, held: &Content) -> bool {
        match (self, held) {
            (_, Content::Value(value)) => value.is::<V>(),
            (Self::Either, Content::Nothing) => true,
            (Self::Value, Content::Nothing) => false,
        }
    }
}

/// A load that is counted as failed unless it is done.
pub(crate) struct Watched<'a> {
    counters: &'a Counters,
    began: Instant,
    done: bool,
}

impl<'a> Watched<'a> {
    pub(crate) fn new(counters: &'a Counters) -> Self {
        Self {
            counters,
            began: Instant::now(),
            done: false,
        }
    }

    pub(crate) fn done(mut self) {
        self.done = true;
        self.counters.loaded(self.began.elapsed());
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if !self.done {
            count(&self.counters.failed_loads);
        }
    }
}

/// What `#[cached]` does.
#[doc(hidden)]
pub async fn cached<V, E, F>(region: Region<V>, key: String, load: F) -> Result<V, E>
where
    V: Clone + Send + Sync + 'static,
    F: AsyncFnOnce() -> Result<V, E>,
    E: From<CacheError> + Clone + Send + Sync + 'static,
{
    let value = region.get_or_load(key, load).await?;
    Ok(Arc::unwrap_or_clone(value))
}

/// The same for what may not exist.
#[doc(hidden)]
pub async fn cached_option<V, E, F>(region: Region<V>, key: String, load: F) -> Result<Option<V>, E>
where
    V: Clone + Send + Sync + 'static,
    F: AsyncFnOnce() -> Result<Option<V>, E>,
    E: From<CacheError> + Clone + Send + Sync + 'static,
{
    let value = region.get_or_find(key, load).await?;
    Ok(value.map(Arc::unwrap_or_clone))
}
