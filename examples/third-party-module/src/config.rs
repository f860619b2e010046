use purlin::config::config;

/// How much everybody may use.
#[config(prefix = "quotas")]
pub struct QuotasConfig {
    /// Uses that one key has in a minute.
    #[config(default = 60, range(1..), dynamic)]
    pub per_minute: u32,
    /// Keys that are counted at once; beyond them new ones are refused.
    #[config(default = 10_000, range(1..))]
    pub keys: usize,
}
