//! What the pools of all engines have in common.

use std::time::Duration;

use sea_orm::{
    DatabaseConnection,
    sqlx::{Database, Pool, pool::PoolOptions},
};

use super::Engine;
use crate::DatabaseConfig;

/// How a pool is used at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PoolState {
    /// Connections that are open.
    pub(crate) open: u32,
    /// Those of them that nobody uses.
    pub(crate) idle: usize,
    /// How many there may be.
    pub(crate) limit: u32,
}

impl PoolState {
    pub(crate) fn of(connection: &DatabaseConnection) -> Self {
        match Engine::of(connection.get_database_backend()) {
            #[cfg(feature = "postgres")]
            Engine::Postgres => Self::read(connection.get_postgres_connection_pool()),
            #[cfg(feature = "mysql")]
            Engine::MySql => Self::read(connection.get_mysql_connection_pool()),
            _ => Self::read(connection.get_sqlite_connection_pool()),
        }
    }

    fn read<DB: Database>(pool: &Pool<DB>) -> Self {
        Self {
            open: pool.size(),
            idle: pool.num_idle(),
            limit: pool.options().get_max_connections(),
        }
    }

    /// Whether there are as many connections as there may be.
    pub(crate) fn is_exhausted(self) -> bool {
        self.open >= self.limit
    }
}

pub(super) fn options<DB: Database>(config: &DatabaseConfig) -> PoolOptions<DB> {
    let most = config.max_connections.max(1);
    PoolOptions::new()
        .acquire_timeout(config.acquire_timeout)
        .max_connections(most)
        .min_connections(config.min_connections.min(most))
        .idle_timeout(some(config.idle_timeout))
        .max_lifetime(some(config.max_lifetime))
        .test_before_acquire(false)
}

/// Zero is for ever.
fn some(limit: Duration) -> Option<Duration> {
    (!limit.is_zero()).then_some(limit)
}
