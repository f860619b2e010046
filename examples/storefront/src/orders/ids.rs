use std::sync::{Arc, Mutex, PoisonError};

use purlin::prelude::*;
use uuid::{ContextV7, Timestamp, Uuid};

/// Makes ids that grow with time, by the application's clock.
#[provides]
pub struct OrderIds {
    clock: Arc<Clock>,
    #[value(Mutex::new(ContextV7::new()))]
    counter: Mutex<ContextV7>,
}

impl OrderIds {
    /// Ids by `clock`.
    #[must_use]
    pub fn new(clock: Arc<Clock>) -> Self {
        Self {
            clock,
            counter: Mutex::new(ContextV7::new()),
        }
    }

    /// A new id, greater than every one before.
    pub fn next(&self) -> Uuid {
        let counter = self.counter.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = self.clock.unix_millis();
        let nanos = u32::try_from(millis % 1_000).unwrap_or_default() * 1_000_000;
        Uuid::new_v7(Timestamp::from_unix(&*counter, millis / 1_000, nanos))
    }
}

#[cfg(test)]
mod tests {
    use purlin::context::ManualClock;

    use super::*;

    #[test]
    fn ids_grow_even_while_the_clock_stands() {
        let hand = ManualClock::at_unix_millis(1_700_000_000_123);
        let ids = OrderIds::new(Arc::new(Clock::manual(&hand)));
        let made: Vec<_> = (0..1_000).map(|_| ids.next()).collect();
        assert!(made.is_sorted());
        let stamp = made[0].get_timestamp().map(|stamp| stamp.to_unix());
        assert_eq!(stamp, Some((1_700_000_000, 123_000_000)));
    }
}
