//! Attempts to hand on an event.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::CloudEventsConfig;

/// How long the first attempt after one that failed waits.
const WAIT: Duration = Duration::from_millis(100);

/// How long an attempt may take, and how often it is repeated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempts {
    timeout: Duration,
    retries: u32,
}

/// Why an attempt failed.
pub(crate) struct Failed {
    pub(crate) reason: String,
    /// Whether another attempt may succeed.
    pub(crate) again: bool,
}

impl Failed {
    /// One that passes by itself.
    pub(crate) fn passing(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            again: true,
        }
    }

    /// One that would be the same the next time.
    pub(crate) fn for_good(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            again: false,
        }
    }
}

impl Attempts {
    pub(crate) fn new(config: &CloudEventsConfig) -> Self {
        Self {
            timeout: config.timeout,
            retries: config.retries,
        }
    }

    /// Makes attempts until one succeeds or none is left.
    pub(crate) async fn make(
        &self,
        attempt: impl AsyncFn() -> Result<(), Failed>,
    ) -> Result<(), String> {
        let mut number = 0;
        loop {
            let failed = match timeout(self.timeout, attempt()).await {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(failed)) => failed,
                Err(_) => Failed::passing(format!("no answer within {:?}", self.timeout)),
            };
            if !failed.again || number >= self.retries {
                return Err(failed.reason);
            }
            sleep(WAIT.saturating_mul(1 << number)).await;
            number += 1;
        }
    }
}

/// An error with its causes.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    let mut texts: Vec<String> = causes.map(ToString::to_string).collect();
    // Some errors have the text of their cause in their own.
    texts.dedup_by(|inner, outer| outer.ends_with(inner.as_str()));
    texts.join(": ")
}
