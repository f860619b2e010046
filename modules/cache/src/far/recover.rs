//! The store is away: it is asked now and then whether it is back, and told what it has missed.

use std::time::Duration;

use tokio::time::sleep;

use super::Far;
use crate::{CacheAway, CacheBack, CacheError};

/// How much longer than at first it is waited at most.
const LONGEST: u32 = 32;

impl Far {
    /// Leaves it alone from now on, until it answers.
    pub(crate) fn gone(&self, error: &CacheError) {
        if self.0.core.breaker.trip() {
            self.recover(&error.to_string());
        }
    }

    /// Waits for it in the background. Whoever has opened the breaker calls it, once.
    pub(super) fn recover(&self, reason: &str) {
        let core = &self.0.core;
        let store = self.name();
        tracing::warn!(store, reason, "it is left alone until it answers again");
        core.emit(CacheAway {
            reason: reason.to_owned(),
        });
        let far = self.clone();
        core.spawn(async move { far.wait_for_it().await });
    }

    async fn wait_for_it(&self) {
        let core = &self.0.core;
        let longest = self.0.retry_after * LONGEST;
        let mut pause = self.0.retry_after;
        let mut invalidated = 0;
        loop {
            // Processes that lost it together do not come back together.
            sleep(pause.mul_f64(0.75 + core.randomness.fraction() / 2.0)).await;
            pause = longest.min(pause * 2);
            if self.ping().await.is_err() || !self.told_what_it_missed(&mut invalidated).await {
                continue;
            }
            // Others have changed things meanwhile, and word of it did not come here.
            core.memory.epochs.distrust();
            core.breaker.close();
            // What came between the last of those that waited and now would wait for ever.
            if core.pending.next().is_some() && core.breaker.trip() {
                continue;
            }
            tracing::info!(store = self.name(), invalidated, "it answers again");
            core.emit(CacheBack { invalidated });
            return;
        }
    }

    /// Whether all that waited is done.
    async fn told_what_it_missed(&self, invalidated: &mut u64) -> bool {
        let core = &self.0.core;
        while let Some(next) = core.pending.next() {
            match self.invalidate_now(&next).await {
                Ok(()) | Err(CacheError::Refused { .. }) => {
                    core.pending.done(&next);
                    *invalidated += 1;
                }
                Err(_) => return false,
            }
        }
        true
    }
}

/// How long until the next attempt to hear of changes.
pub(super) fn next_pause(first: Duration, pause: Duration) -> Duration {
    (first * LONGEST).min(pause * 2)
}
