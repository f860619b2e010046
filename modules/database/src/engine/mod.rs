//! The database engines: one file each for what is different about them.

#[cfg(feature = "mysql")]
mod mysql;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod server;
mod sqlite;

use std::fmt;

use sea_orm::{DatabaseConnection, DbBackend};

pub(crate) use pool::PoolState;

use crate::{DatabaseConfig, DatabaseError, url::Target};

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Engine {
    /// A file or a database in memory, in the process itself.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
    /// A MariaDB or MySQL server.
    MySql,
}

impl Engine {
    /// The scheme of its addresses: `sqlite`, `postgres` or `mysql`.
    #[must_use]
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
        }
    }

    pub(crate) const fn of(backend: DbBackend) -> Self {
        match backend {
            DbBackend::Postgres => Self::Postgres,
            DbBackend::MySql => Self::MySql,
            _ => Self::Sqlite,
        }
    }

    /// Whether a transaction can undo the definition of a table.
    pub(crate) const fn undoes_definitions(self) -> bool {
        !matches!(self, Self::MySql)
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.scheme())
    }
}

/// Opens the database, with as many connections to begin with as the settings say.
pub(crate) async fn open(config: &DatabaseConfig) -> Result<DatabaseConnection, DatabaseError> {
    match config.url.target() {
        Target::Wrong { reason } => Err(DatabaseError::Url {
            reason: reason.clone(),
        }),
        Target::File { .. } | Target::Memory => sqlite::open(config).await,
        #[cfg(feature = "postgres")]
        Target::Server(server) if server.engine == Engine::Postgres => {
            postgres::open(config, server).await
        }
        #[cfg(feature = "mysql")]
        Target::Server(server) if server.engine == Engine::MySql => {
            mysql::open(config, server).await
        }
        Target::Server(server) => Err(crate::url::not_built(server.engine.scheme())),
    }
}
