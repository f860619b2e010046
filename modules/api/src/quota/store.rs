use async_trait::async_trait;
use purlin::error::Error;

/// Counts what is taken of quotas. Provide another as `dyn QuotaStore` to share them between processes,
/// or to keep them over a restart.
#[async_trait]
pub trait QuotaStore: Send + Sync + 'static {
    /// Takes one of each counter, or of none if one of them is used up. A counter whose end is over is
    /// a new one. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// What keeps it from counting; the request is let through then.
    async fn take(&self, counters: &[QuotaCounter], now: u64) -> Result<Taken, Error>;
}

/// What is counted of one in one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaCounter {
    /// Its name: of the quota and of whom it is. What may be a secret in it is a digest.
    pub key: String,
    /// As many may be taken.
    pub most: u64,
    /// When it ends, in seconds since 1970.
    pub ends: u64,
}

/// What was taken of each counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Whether one was taken of each; else none was.
    pub granted: bool,
    /// How many have been taken of each now.
    pub used: Vec<u64>,
}
