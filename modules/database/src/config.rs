use std::time::Duration;

use serde::Deserialize;

use crate::DatabaseUrl;

/// Where the database is, and how patient its users are.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct DatabaseConfig {
    /// Where the database is: `sqlite://file`, or `sqlite::memory:` for one that ends with the
    /// process.
    pub url: DatabaseUrl,
    /// Connections that may be open at once; at least 1. A database in memory always has
    /// one.
    pub max_connections: u32,
    /// How long to wait for a free connection, and for the turn to write.
    pub acquire_timeout: Duration,
    /// How long a statement waits for the write lock of another process.
    pub busy_timeout: Duration,
    /// Whether migrations are applied at start; if not, the start fails while any is waiting.
    pub migrate_on_start: bool,
    /// How long a start waits for another process that applies migrations.
    pub migration_timeout: Duration,
    /// An answer to the health check that takes longer than this is degraded.
    pub slow_after: Duration,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: DatabaseUrl::default(),
            max_connections: 10,
            acquire_timeout: Duration::from_secs(5),
            busy_timeout: Duration::from_secs(5),
            migrate_on_start: true,
            migration_timeout: Duration::from_secs(30),
            slow_after: Duration::from_millis(250),
        }
    }
}
