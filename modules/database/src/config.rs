use std::time::Duration;

use purlin::prelude::*;

use crate::DatabaseUrl;

/// Where the database is, and how patient its users are.
#[derive(Clone, Debug)]
#[config(prefix = "database")]
pub struct DatabaseConfig {
    /// Where the database is: `sqlite://file`, or `sqlite::memory:` for one that ends with the
    /// process.
    #[config(default = "sqlite://data.sqlite", secret)]
    pub url: DatabaseUrl,
    /// Connections that may be open at once, at least 1; a database in memory always has one.
    #[config(default = 10)]
    pub max_connections: u32,
    /// How long to wait for a free connection, and for the turn to write.
    #[config(default = "5s")]
    pub acquire_timeout: Duration,
    /// How long a statement waits for the write lock of another process.
    #[config(default = "5s")]
    pub busy_timeout: Duration,
    /// Whether migrations are applied at start; if not, the start fails while any is waiting.
    #[config(default = true)]
    pub migrate_on_start: bool,
    /// How long a start waits for another process that applies migrations.
    #[config(default = "30s")]
    pub migration_timeout: Duration,
    /// An answer to the health check that takes longer than this is degraded.
    #[config(default = "250ms")]
    pub slow_after: Duration,
}
