//! The database engines: one file each for what is different about them.

#[cfg(feature = "mysql")]
mod mysql;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod server;
mod sqlite;

use std::{fmt, sync::Arc};

use sea_orm::{DatabaseConnection, DbBackend};

pub(crate) use pool::PoolState;
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) use server::Rotation;

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

/// What is done with a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is asked for everything, and has to answer when it is opened.
    Primary,
    /// It is only read, and is connected to when it is.
    Replica,
    /// It is one tenant's: a database, or a schema that is all that is seen.
    Tenant {
        /// Its name; none for a database.
        schema: Option<Arc<str>>,
    },
}

/// There is nothing to rotate in a build without servers.
#[cfg(not(any(feature = "mysql", feature = "postgres")))]
#[derive(Debug, Default)]
pub(crate) struct Rotation;

/// Opens the database, with as many connections to begin with as the settings say.
pub(crate) async fn open(
    config: &DatabaseConfig,
    role: &Role,
    rotation: &Arc<Rotation>,
) -> Result<DatabaseConnection, DatabaseError> {
    let _ = rotation;
    match config.url.target() {
        Target::Wrong { reason } => Err(DatabaseError::Url {
            reason: reason.clone(),
        }),
        Target::File { .. } | Target::Memory => sqlite::open(config, role).await,
        #[cfg(feature = "postgres")]
        Target::Server(server) if server.engine == Engine::Postgres => {
            postgres::open(config, server, role, rotation).await
        }
        #[cfg(feature = "mysql")]
        Target::Server(server) if server.engine == Engine::MySql => {
            mysql::open(config, server, role, rotation).await
        }
        Target::Server(server) => Err(crate::url::not_built(server.engine.scheme())),
    }
}

/// Lets all connections from now on be made with the credentials of `config`.
#[cfg_attr(
    not(any(feature = "mysql", feature = "postgres")),
    expect(clippy::unused_async, reason = "servers are waited for")
)]
pub(crate) async fn rotate(
    config: &DatabaseConfig,
    connection: &DatabaseConnection,
    rotation: &Rotation,
) -> Result<(), DatabaseError> {
    let _ = (connection, rotation);
    match config.url.target() {
        #[cfg(feature = "postgres")]
        Target::Server(server) if server.engine == Engine::Postgres => {
            postgres::rotate(config, server, connection, rotation).await
        }
        #[cfg(feature = "mysql")]
        Target::Server(server) if server.engine == Engine::MySql => {
            mysql::rotate(config, server, connection, rotation).await
        }
        // A file asks nobody who they are.
        _ => Ok(()),
    }
}

/// The same for one that does not answer now: nobody knows whether it takes them.
#[cfg_attr(
    not(any(feature = "postgres", feature = "mysql")),
    expect(clippy::unnecessary_wraps, reason = "only a server can refuse")
)]
pub(crate) fn rotate_unasked(
    config: &DatabaseConfig,
    connection: &DatabaseConnection,
    rotation: &Rotation,
) -> Result<(), DatabaseError> {
    let _ = (connection, rotation);
    match config.url.target() {
        #[cfg(feature = "postgres")]
        Target::Server(server) if server.engine == Engine::Postgres => {
            postgres::rotate_unasked(config, server, connection, rotation)
        }
        #[cfg(feature = "mysql")]
        Target::Server(server) if server.engine == Engine::MySql => {
            mysql::rotate_unasked(config, server, connection, rotation)
        }
        _ => Ok(()),
    }
}
