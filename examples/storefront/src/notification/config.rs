use std::path::PathBuf;

use purlin::prelude::*;

/// How notifications are sent.
#[config(prefix = "notification")]
pub struct NotificationConfig {
    /// Notices that may wait; when as many wait, new ones are dropped and counted.
    #[config(default = 1_000, range(1..=1_000_000))]
    pub capacity: usize,
    /// The channel that notices take: `log`, `file`, or one of your own.
    #[config(default = "log")]
    pub channel: String,
    /// Where the channel `file` writes to.
    #[config(default = "notices.jsonl")]
    pub file: PathBuf,
}
