use std::path::PathBuf;

use crate::config::config;

/// The door through which operators ask a running application.
#[config(prefix = "admin")]
#[derive(Clone, Debug)]
pub struct AdminConfig {
    /// The Unix socket of the door, for the user that the application runs as only; no door if nothing
    /// says where. Better a directory of the application's own, `/run/shop/admin.sock`.
    pub socket: Option<PathBuf>,
    /// How many of the latest events `events` can show.
    #[config(default = 1_000, range(1..=100_000))]
    pub events: usize,
}
