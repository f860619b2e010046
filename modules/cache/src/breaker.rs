use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whether Redis is asked at all. It opens after some failures in a row; whoever has opened it
/// sees to it that it is closed.
pub(crate) struct Breaker {
    limit: u32,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: u32,
    open: bool,
}

impl Breaker {
    pub(crate) fn new(limit: u32) -> Self {
        Self {
            limit: limit.max(1),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state().open
    }

    pub(crate) fn succeeded(&self) {
        self.state().failures = 0;
    }

    /// Counts a failure. Whether this one has opened it.
    pub(crate) fn failed(&self) -> bool {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        let opens = !state.open && state.failures >= self.limit;
        state.open |= opens;
        opens
    }

    /// Opens it at once. Whether it was closed.
    pub(crate) fn trip(&self) -> bool {
        let mut state = self.state();
        let opens = !state.open;
        state.open = true;
        opens
    }

    pub(crate) fn close(&self) {
        *self.state() = State::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_once_after_failures_in_a_row() {
        let breaker = Breaker::new(2);
        assert!(!breaker.failed());
        breaker.succeeded();
        assert!(!breaker.failed() && !breaker.is_open());
        assert!(breaker.failed() && breaker.is_open());
        assert!(!breaker.failed() && !breaker.trip());
        breaker.close();
        assert!(!breaker.is_open() && !breaker.failed());
        assert!(breaker.trip());
    }
}
