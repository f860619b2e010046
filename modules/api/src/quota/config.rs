use purlin::config::config;

use super::QuotaLimit;

/// Settings of quotas.
#[config(prefix = "quota")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaConfig {
    /// How much each may ask for in an hour, a day or a month of the calendar (UTC), such as
    /// `1000/day per tenant` or `20000/month per header x-api-key on /reports`; `per client`,
    /// `per principal`, or no `per` for all together.
    #[config(default = Vec::new())]
    pub limits: Vec<QuotaLimit>,
    /// As many counters are kept in memory, at most; who comes then shares one with all others who do.
    #[config(default = 100_000, range(1..))]
    pub max_kept: usize,
}
