use purlin::config::config;

/// Whom the service greets.
#[config(prefix = "greeting")]
pub struct GreetingConfig {
    /// The name in the greeting.
    #[config(default = "world", length(1..=40), dynamic)]
    pub name: String,
}
