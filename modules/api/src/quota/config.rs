use std::time::Duration;

use purlin::config::{Secret, config};

use super::QuotaLimit;

/// Settings of quotas.
#[config(prefix = "quota")]
#[derive(Clone, Debug)]
pub struct QuotaConfig {
    /// How much each may ask for in an hour, a day or a month of the calendar (UTC), such as
    /// `1000/day per tenant` or `20000/month per header x-api-key on /reports`; `per client`,
    /// `per principal`, or no `per` for all together.
    #[config(default = Vec::new())]
    pub limits: Vec<QuotaLimit>,
    /// As many counters are kept in memory, at most; who comes then shares one with all others who do.
    #[config(default = 100_000, range(1..))]
    pub max_kept: usize,
    /// Where Redis is that counts for all processes, `redis://user:password@host:6379/0`; without it
    /// each process counts for itself.
    pub redis: Option<Secret<String>>,
    /// How every key in Redis begins: programs with the same share their quotas.
    #[config(default = "purlin")]
    pub namespace: String,
    /// How long Redis may take for an answer. What it does not count in this time passes.
    #[config(default = "250ms", range("1ms"..="1m"))]
    pub timeout: Duration,
    /// How long Redis is left alone after it has not answered; requests pass meanwhile.
    #[config(default = "1s", range("1ms"..="1h"))]
    pub retry_after: Duration,
}
