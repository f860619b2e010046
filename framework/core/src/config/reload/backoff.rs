use std::time::Duration;

use tokio::time::Instant;

/// The pause after the first failure.
const FIRST: Duration = Duration::from_secs(2);
/// The longest pause.
const LONGEST: Duration = Duration::from_mins(2);

/// Keeps reloads that fail again and again apart: 2 s, doubled each time, at most 2 min.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
    until: Option<Instant>,
}

impl Backoff {
    /// When the next reload may be tried; nothing if it may be now.
    pub(crate) fn until(&self) -> Option<Instant> {
        self.until.filter(|until| *until > Instant::now())
    }

    pub(crate) fn note(&mut self, succeeded: bool) {
        if succeeded {
            *self = Self::default();
            return;
        }
        let doubled = 2_u32.checked_pow(self.failures).unwrap_or(u32::MAX);
        let pause = FIRST.saturating_mul(doubled).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(Instant::now() + pause);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Backoff;

    #[tokio::test(start_paused = true)]
    async fn failures_are_kept_apart_twice_as_long_each_time_until_one_succeeds() {
        let mut backoff = Backoff::default();
        let mut pauses = Vec::new();
        for _ in 0..8 {
            backoff.note(false);
            let pause = backoff.until().expect("a pause") - Instant::now();
            pauses.push(pause.as_secs());
            tokio::time::advance(pause).await;
            assert_eq!(backoff.until(), None);
        }
        assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 120, 120]);
        backoff.note(false);
        backoff.note(true);
        assert_eq!(backoff.until(), None);
        backoff.note(false);
        let pause = backoff.until().expect("a pause") - Instant::now();
        assert_eq!(pause, Duration::from_secs(2));
    }
}
