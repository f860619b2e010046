//! One load for all who miss the same key at once.

use std::{
    any::Any,
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::watch;

use crate::{
    Content,
    key::{Key, stable_hash},
};

const SHARDS: u64 = 64;

/// The loads that are under way.
pub(crate) struct Flights {
    shards: Box<[Shard]>,
    last: AtomicU64,
}

#[derive(Default)]
struct Shard {
    flights: Mutex<HashMap<Key, Flight>>,
    /// How many have landed here.
    landed: AtomicU64,
}

struct Flight {
    number: u64,
    outcome: watch::Receiver<Option<Outcome>>,
}

/// What a load has come to.
#[derive(Clone)]
pub(crate) enum Outcome {
    Loaded(Content),
    /// An error, of some type.
    Failed(Arc<dyn Any + Send + Sync>),
}

/// What one does who misses.
pub(crate) enum Turn {
    Lead(Lead),
    Follow(Follow),
}

/// A load that one does for all. Dropped without a landing, as by a panic or a client that went
/// away, it leaves the turn to the next.
pub(crate) struct Lead {
    flights: Arc<Flights>,
    key: Key,
    number: u64,
    tell: watch::Sender<Option<Outcome>>,
}

/// A load that somebody else does.
pub(crate) struct Follow(watch::Receiver<Option<Outcome>>);

impl Flights {
    pub(crate) fn new() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Shard::default()).collect(),
            last: AtomicU64::new(0),
        }
    }

    fn shard(&self, region: &str, key: &str) -> &Shard {
        let hash = stable_hash(&[region, key]);
        &self.shards[usize::try_from(hash % SHARDS).unwrap_or_default()]
    }

    /// How many loads have landed near this key: if it is the same before a look and after one has
    /// the lead, nobody has loaded it in between.
    pub(crate) fn landed(&self, region: &str, key: &str) -> u64 {
        self.shard(region, key).landed.load(Ordering::SeqCst)
    }

    /// Leads the load of a key, or follows the one who does.
    pub(crate) fn join(self: &Arc<Self>, key: &Key) -> Turn {
        let mut flights = lock(&self.shard(&key.region, &key.text).flights);
        if let Some(flight) = flights.get(key)
            && flight.outcome.has_changed().is_ok()
        {
            return Turn::Follow(Follow(flight.outcome.clone()));
        }
        Turn::Lead(self.lead(&mut flights, key))
    }

    /// Leads the load of a key if nobody does.
    pub(crate) fn try_lead(self: &Arc<Self>, key: &Key) -> Option<Lead> {
        match self.join(key) {
            Turn::Lead(lead) => Some(lead),
            Turn::Follow(_) => None,
        }
    }

    fn lead(self: &Arc<Self>, flights: &mut HashMap<Key, Flight>, key: &Key) -> Lead {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        let (tell, outcome) = watch::channel(None);
        flights.insert(key.clone(), Flight { number, outcome });
        Lead {
            flights: Arc::clone(self),
            key: key.clone(),
            number,
            tell,
        }
    }

    /// Whoever asks from now on does not get what is being loaded: it may be older than that.
    pub(crate) fn detach(&self, key: &Key) {
        lock(&self.shard(&key.region, &key.text).flights).remove(key);
    }

    /// The same for all keys.
    pub(crate) fn detach_all(&self) {
        for shard in &self.shards {
            lock(&shard.flights).clear();
        }
    }
}

impl Lead {
    /// Tells all who follow. The turn is over when this is dropped.
    pub(crate) fn tell(&self, outcome: Outcome) {
        self.tell.send_replace(Some(outcome));
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        let shard = self.flights.shard(&self.key.region, &self.key.text);
        let mut flights = lock(&shard.flights);
        shard.landed.fetch_add(1, Ordering::SeqCst);
        // Another one may have the key by now, if this one was detached.
        let mine = flights
            .get(&self.key)
            .is_some_and(|flight| flight.number == self.number);
        if mine {
            flights.remove(&self.key);
        }
    }
}

impl Follow {
    /// What the load has come to; none if whoever did it has left.
    pub(crate) async fn outcome(mut self) -> Option<Outcome> {
        let outcome = self.0.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
