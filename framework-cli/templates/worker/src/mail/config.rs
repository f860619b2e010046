use purlin::config::config;

/// How letters wait.
#[config(prefix = "mail")]
pub struct MailConfig {
    /// The most letters that may wait; more are refused.
    #[config(default = 100, range(1..=100_000))]
    pub capacity: usize,
}
