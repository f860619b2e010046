use std::{
    any::Any,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use crate::epochs::Stripe;

/// What is under a key: a value of the type of its region, or the knowledge that there is none.
#[derive(Clone)]
pub enum Content {
    /// The value.
    Value(Arc<dyn Any + Send + Sync>),
    /// That there is none.
    Nothing,
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Value(_) => "Value",
            Self::Nothing => "Nothing",
        })
    }
}

/// How long an entry lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Life {
    /// How long it is fresh.
    pub(crate) ttl: Duration,
    /// How long before that is over it is loaded anew.
    pub(crate) early: Duration,
    /// How long it may be given after that.
    pub(crate) stale: Duration,
    /// How long it is kept if nobody reads it.
    pub(crate) idle: Option<Duration>,
}

impl Life {
    /// How long it may be given at all.
    pub(crate) fn whole(&self) -> Duration {
        self.ttl.saturating_add(self.stale)
    }
}

/// How an entry is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    Fresh,
    /// Fresh, and soon over.
    Early,
    /// Over, and still given.
    Stale,
}

/// An entry in memory. Its age is told by the runtime's clock, which tests can hold.
pub(crate) struct Entry {
    pub(crate) held: Content,
    pub(crate) stripes: Box<[Stripe]>,
    /// When it was read from where it comes.
    pub(crate) since: u64,
    pub(crate) weight: u32,
    /// How long the memory keeps it, by a clock of its own.
    pub(crate) keep: Duration,
    made: Instant,
    life: Life,
    /// Milliseconds after `made`; only with an idle time.
    read: AtomicU64,
}

impl Entry {
    pub(crate) fn new(
        held: Content,
        life: Life,
        made: Instant,
        stripes: Box<[Stripe]>,
        since: u64,
    ) -> Self {
        Self {
            held,
            stripes,
            since,
            weight: 1,
            keep: life.whole(),
            made,
            life,
            read: AtomicU64::new(0),
        }
    }

    /// How long it may still be given, and how much of the end of that it is stale.
    pub(crate) fn left(&self, now: Instant) -> (Duration, Duration) {
        let old = now.saturating_duration_since(self.made);
        (self.life.whole().saturating_sub(old), self.life.stale)
    }

    /// How it is found at this time; none if it is over. It counts as read.
    pub(crate) fn read(&self, now: Instant) -> Option<Age> {
        let old = now.saturating_duration_since(self.made);
        if let Some(idle) = self.life.idle {
            let millis = u64::try_from(old.as_millis()).unwrap_or(u64::MAX);
            let since = millis.saturating_sub(self.read.load(Ordering::Relaxed));
            if Duration::from_millis(since) >= idle {
                return None;
            }
            self.read.fetch_max(millis, Ordering::Relaxed);
        }
        age(&self.life, old)
    }
}

/// How something is found that is so old.
pub(crate) fn age(life: &Life, old: Duration) -> Option<Age> {
    if old < life.ttl {
        let left = life.ttl.saturating_sub(old);
        Some(if left <= life.early && !life.early.is_zero() {
            Age::Early
        } else {
            Age::Fresh
        })
    } else if old < life.whole() {
        Some(Age::Stale)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_fresh_then_early_then_stale_then_over() {
        let seconds = Duration::from_secs;
        let life = Life {
            ttl: seconds(10),
            early: seconds(2),
            stale: seconds(5),
            idle: None,
        };
        assert_eq!(age(&life, seconds(0)), Some(Age::Fresh));
        assert_eq!(age(&life, seconds(7)), Some(Age::Fresh));
        assert_eq!(age(&life, seconds(8)), Some(Age::Early));
        assert_eq!(age(&life, seconds(10)), Some(Age::Stale));
        assert_eq!(age(&life, seconds(14)), Some(Age::Stale));
        assert_eq!(age(&life, seconds(15)), None);
    }
}
