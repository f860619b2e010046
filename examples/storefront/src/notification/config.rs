use purlin::prelude::*;

/// How notifications are sent.
#[config(prefix = "notification")]
pub struct NotificationConfig {
    /// Notices that may wait, at least 1; when as many wait, new ones are dropped and counted.
    #[config(default = 1_000)]
    pub capacity: usize,
}
