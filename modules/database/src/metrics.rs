//! What is measured of a database since it was opened, in a fixed amount of memory.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::Database;

/// The upper bounds of the classes of durations, in microseconds; one more has what takes longer.
const BOUNDS: [u64; 16] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 2_500_000, 5_000_000, 10_000_000,
];

/// Durations, counted by class.
#[derive(Default)]
pub(crate) struct Times {
    classes: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
    longest: AtomicU64,
}

impl Times {
    pub(crate) fn add(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let class = BOUNDS.partition_point(|bound| *bound < micros);
        if let Some(class) = self.classes.get(class) {
            class.fetch_add(1, Ordering::Relaxed);
        }
        self.micros.fetch_add(micros, Ordering::Relaxed);
        if self.longest.load(Ordering::Relaxed) < micros {
            self.longest.fetch_max(micros, Ordering::Relaxed);
        }
    }

    pub(crate) fn count(&self) -> u64 {
        let counts = self.classes.iter().map(|one| one.load(Ordering::Relaxed));
        counts.sum()
    }

    fn read(&self) -> Durations {
        Durations {
            classes: std::array::from_fn(|class| {
                let class = self.classes.get(class);
                class.map_or(0, |count| count.load(Ordering::Relaxed))
            }),
            total: Duration::from_micros(self.micros.load(Ordering::Relaxed)),
            longest: Duration::from_micros(self.longest.load(Ordering::Relaxed)),
        }
    }
}

/// How long something took, how often: a histogram with fixed classes from 100 µs to 10 s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Durations {
    classes: [u64; BOUNDS.len() + 1],
    total: Duration,
    longest: Duration,
}

impl Durations {
    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.classes.iter().sum()
    }

    /// How long all took together.
    #[must_use]
    pub const fn total(&self) -> Duration {
        self.total
    }

    /// How long the longest took.
    #[must_use]
    pub const fn longest(&self) -> Duration {
        self.longest
    }

    /// The classes, shortest first: the upper bound, which is none for the last one, and how many
    /// there are in it alone.
    pub fn classes(&self) -> impl Iterator<Item = (Option<Duration>, u64)> {
        let bounds = BOUNDS
            .iter()
            .map(|micros| Some(Duration::from_micros(*micros)));
        bounds.chain([None]).zip(self.classes)
    }

    /// What `part` of them (0.99) did not exceed: the upper bound of its class, or the longest, if
    /// that is less. Zero if there were none.
    #[must_use]
    pub fn quantile(&self, part: f64) -> Duration {
        let count = self.count();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank among what was counted; beyond 2^52 the last digits do not matter"
        )]
        let rank = (count as f64 * part.clamp(0.0, 1.0)).ceil() as u64;
        let mut seen = 0;
        for (bound, here) in self.classes() {
            seen += here;
            if seen >= rank && here > 0 {
                return bound.map_or(self.longest, |bound| bound.min(self.longest));
            }
        }
        self.longest
    }
}

/// What was done with a database since it was opened. Never more memory, however much that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatabaseMetrics {
    /// How long statements took, until the database had answered: all that were counted.
    pub statements: Durations,
    /// Those of them that failed.
    pub failed: u64,
    /// Those that took longer than `database.slow_statement`.
    pub slow: u64,
    /// Those that a replica has answered.
    pub replica_reads: u64,
    /// How long was waited for a free connection by those who found none: also those who waited
    /// in vain.
    pub waits: Durations,
    /// Transactions that began by themselves, each attempt counted.
    pub begun: u64,
    /// Those of them that were committed.
    pub committed: u64,
    /// Those that were rolled back: by an error, a panic, or because nobody waited any more.
    pub rolled_back: u64,
    /// Those of which nobody can tell, because the connection was lost during the commit.
    pub unknown: u64,
    /// How often a transaction was tried again.
    pub retried: u64,
}

impl Database {
    /// What was done with it since it was opened.
    #[must_use]
    pub fn metrics(&self) -> DatabaseMetrics {
        let observer = self.observer();
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        DatabaseMetrics {
            statements: observer.statements.read(),
            failed: read(&observer.failed),
            slow: read(&observer.slow_statements),
            replica_reads: read(&self.replicas().reads),
            waits: observer.waits.read(),
            begun: read(&observer.begun),
            committed: read(&observer.committed),
            rolled_back: read(&observer.rolled_back),
            unknown: read(&observer.unknown),
            retried: read(&observer.retried),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_counted_by_class_and_told_by_rank() {
        let times = Times::default();
        assert_eq!(times.read().quantile(0.5), Duration::ZERO);
        for _ in 0..98 {
            times.add(Duration::from_micros(100));
        }
        times.add(Duration::from_micros(101));
        times.add(Duration::from_mins(1));
        let read = times.read();
        assert_eq!((read.count(), times.count()), (100, 100));
        let counted: Vec<_> = read.classes().filter(|(_, count)| *count > 0).collect();
        let expected = [
            (Some(Duration::from_micros(100)), 98),
            (Some(Duration::from_micros(250)), 1),
            (None, 1),
        ];
        assert_eq!(counted, expected);
        assert_eq!(read.quantile(0.5), Duration::from_micros(100));
        assert_eq!(read.quantile(0.99), Duration::from_micros(250));
        assert_eq!(read.quantile(1.0), Duration::from_mins(1));
        assert_eq!(read.longest(), Duration::from_mins(1));
        assert_eq!(read.total(), Duration::from_micros(60_000_000 + 9_901));
    }

    #[test]
    fn no_rank_is_longer_than_the_longest() {
        let times = Times::default();
        times.add(Duration::from_micros(7));
        assert_eq!(times.read().quantile(0.99), Duration::from_micros(7));
    }
}
