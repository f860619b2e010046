use std::time::Duration;

use tokio::time::Instant;

/// How long parts of a life may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For each asynchronous provider and each start hook. Default 60 s.
    pub start: Duration,
    /// For all drain hooks together. Default 15 s.
    pub drain: Duration,
    /// For the tasks of a module together, and for each stop hook. Default 30 s.
    pub stop_each: Duration,
    /// For the whole application to stop, after it has drained. Default 30 s. One thing gets nine
    /// tenths of what is left of it at most: whatever hangs, the rest has time to stop.
    pub stop: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            start: Duration::from_mins(1),
            drain: Duration::from_secs(15),
            stop_each: Duration::from_secs(30),
            stop: Duration::from_secs(30),
        }
    }
}

/// The instant after `limit`; as good as never if the clock cannot count that far.
pub(crate) fn after(limit: Duration) -> Instant {
    later(Instant::now(), limit)
}

/// The instant `limit` after another.
pub(crate) fn later(now: Instant, limit: Duration) -> Instant {
    const AGES: Duration = Duration::from_hours(24 * 365 * 30);
    now.checked_add(limit.min(AGES)).unwrap_or(now)
}

/// The part of the time for everything that one thing leaves to what stops after it.
const KEPT: u32 = 10;

/// The time for everything to stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    end: Instant,
    deadlines: Deadlines,
}

/// The time for one thing to stop, within the time for everything.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) deadline: Instant,
    whole: bool,
    deadlines: Deadlines,
}

impl Budget {
    pub(super) fn new(deadlines: Deadlines) -> Self {
        Self {
            end: after(deadlines.stop),
            deadlines,
        }
    }

    /// For something that is told to stop now.
    pub(super) fn share(&self) -> Share {
        let now = Instant::now();
        let own = later(now, self.deadlines.stop_each);
        let left = self.end.saturating_duration_since(now);
        let share = later(now, left.saturating_sub(left / KEPT));
        Share {
            deadline: own.min(share),
            whole: share < own,
            deadlines: self.deadlines,
        }
    }
}

impl Share {
    /// Which limit it is, for people.
    pub(super) fn limit(&self) -> String {
        if self.whole {
            format!(
                "its share of the {:?} of the whole stop",
                self.deadlines.stop
            )
        } else {
            format!("{:?}", self.deadlines.stop_each)
        }
    }
}
