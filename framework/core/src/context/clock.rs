use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The application's only source of wall-clock time.
///
/// Every application provides it: ask for `Arc<Clock>` or `&Clock`. Tests start an application
/// with [`Clock::manual`] and move time by hand.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(ManualClock),
    Scripted(Arc<Script>),
}

/// Times that are given out one after another.
struct Script {
    times: Vec<SystemTime>,
    next: AtomicUsize,
}

impl Clock {
    /// The clock of the operating system.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until `hand` moves it.
    #[must_use]
    pub fn manual(hand: &ManualClock) -> Self {
        Self(Source::Manual(hand.clone()))
    }

    /// A clock that gives these times, one for each time it is asked, and then the last one for
    /// ever; without any it stands at 1970-01-01 UTC. Clones go on together.
    #[must_use]
    pub fn scripted(times: impl IntoIterator<Item = SystemTime>) -> Self {
        Self(Source::Scripted(Arc::new(Script {
            times: times.into_iter().collect(),
            next: AtomicUsize::new(0),
        })))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        match &self.0 {
            Source::System => SystemTime::now(),
            Source::Manual(hand) => hand.now(),
            Source::Scripted(script) => {
                let next = script.next.fetch_add(1, Ordering::Relaxed);
                let last = script.times.len().saturating_sub(1);
                script
                    .times
                    .get(next.min(last))
                    .copied()
                    .unwrap_or(UNIX_EPOCH)
            }
        }
    }

    /// The time now, in whole milliseconds since 1970-01-01 UTC; 0 before that.
    #[must_use]
    pub fn unix_millis(&self) -> u64 {
        let since = self.now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Source::System => "Clock(system)",
            Source::Manual(_) => "Clock(manual)",
            Source::Scripted(_) => "Clock(scripted)",
        })
    }
}

/// The hand of a manual [`Clock`]: moves time in tests.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    /// A clock that stands at `unix_millis` milliseconds after 1970-01-01 UTC.
    #[must_use]
    pub fn at_unix_millis(unix_millis: u64) -> Self {
        Self(Arc::new(AtomicU64::new(unix_millis)))
    }

    /// Moves time forward; parts of a millisecond are dropped.
    pub fn advance(&self, by: Duration) {
        let millis = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scripted_clock_gives_its_times_and_stays_at_the_last() {
        let at = |millis| UNIX_EPOCH + Duration::from_millis(millis);
        let clock = Clock::scripted([at(5), at(3), at(9)]);
        let seen = [(); 5].map(|()| clock.clone().unix_millis());
        assert_eq!(seen, [5, 3, 9, 9, 9]);
        assert_eq!(Clock::scripted([]).unix_millis(), 0);
    }

    #[test]
    fn a_manual_clock_moves_only_by_hand() {
        let hand = ManualClock::at_unix_millis(1_000);
        let clock = Clock::manual(&hand);
        assert_eq!(clock.unix_millis(), 1_000);
        hand.advance(Duration::from_secs(2));
        assert_eq!(clock.clone().unix_millis(), 3_000);
    }
}
