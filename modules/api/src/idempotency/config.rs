use std::time::Duration;

use purlin::config::config;

/// Settings of requests that can be repeated.
#[config(prefix = "idempotency")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyConfig {
    /// How long the answer to a key is kept.
    #[config(default = "24h", range("1s"..="720h"))]
    pub keep: Duration,
    /// How long a repetition waits for the answer of a request that is still running; after that, or
    /// with 0 at once, it gets a 409.
    #[config(default = "0s", range("0s"..="60s"))]
    pub wait: Duration,
    /// As many answers are kept in memory, at most; the oldest go first.
    #[config(default = 10_000, range(1..))]
    pub max_kept: usize,
}
