use std::num::NonZeroUsize;

use purlin::prelude::*;

/// How notifications are sent.
#[config(prefix = "notification")]
pub struct NotificationConfig {
    /// Notices that may wait; when as many wait, new ones are dropped and counted.
    #[config(default = NonZeroUsize::MIN.saturating_add(999))]
    pub capacity: NonZeroUsize,
}
