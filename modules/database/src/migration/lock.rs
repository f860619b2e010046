//! One runner of migrations at a time, across processes. In a file the write lock does it; on a
//! server it is a lock by name, held by a connection of its own: it ends with the connection,
//! whatever becomes of the process.

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
};

use sea_orm::{DbErr, RuntimeErr, sqlx};

#[cfg(any(feature = "postgres", feature = "mysql"))]
use crate::Engine;
use crate::{Database, DatabaseError};

/// The right to migrate.
pub(super) struct Lock(Closing);

/// Closes the connection that holds the lock; dropped, it drops the connection.
type Closing = Pin<Box<dyn Future<Output = Result<(), sqlx::Error>> + Send>>;

impl Lock {
    /// Waits for the lock, for `database.migration_timeout`.
    pub(super) async fn take(database: &Database) -> Result<Self, DatabaseError> {
        let taken: Result<Option<Closing>, _> = match database.engine() {
            #[cfg(feature = "postgres")]
            Engine::Postgres => postgres::take(database).await,
            #[cfg(feature = "mysql")]
            Engine::MySql => mysql::take(database).await,
            // The write lock is enough.
            _ => ready(Ok(Some(Box::pin(ready(Ok(()))) as Closing))).await,
        };
        match taken.map_err(|error| database.failed(query(error))) {
            Ok(Some(closing)) => Ok(Self(closing)),
            Ok(None) | Err(DatabaseError::Locked(_)) => Err(busy()),
            Err(other) => Err(other),
        }
    }

    pub(super) async fn release(self) {
        if let Err(error) = self.0.await {
            tracing::debug!(%error, "the lock of the migrations was not given back at once");
        }
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use sqlx::{AssertSqlSafe, Connection, Executor};

    use super::Closing;
    use crate::Database;

    /// The lock has a number; these are the bytes of a name.
    const NUMBER: i64 = i64::from_be_bytes(*b"purlinMg");

    pub(super) async fn take(database: &Database) -> Result<Option<Closing>, sqlx::Error> {
        let patience = database.settings().migration_timeout.as_millis();
        let pool = database.connection().get_postgres_connection_pool();
        let mut connection = pool.acquire().await?.detach();
        let limits = format!(
            "SET lock_timeout = {}; SET statement_timeout = 0",
            patience.clamp(1, 2_147_483_647)
        );
        connection.execute(AssertSqlSafe(limits)).await?;
        sqlx::query("SELECT pg_advisory_lock($1)")
            .bind(NUMBER)
            .execute(&mut connection)
            .await?;
        Ok(Some(Box::pin(connection.close())))
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use sqlx::Connection;

    use super::Closing;
    use crate::Database;

    /// The name is known to the whole server, the migrations are those of one database.
    const TAKE: &str =
        "SELECT CAST(GET_LOCK(CONCAT('purlin_migrations/', MD5(DATABASE())), ?) AS SIGNED)";

    pub(super) async fn take(database: &Database) -> Result<Option<Closing>, sqlx::Error> {
        let patience = database.settings().migration_timeout.as_secs_f64();
        let pool = database.connection().get_mysql_connection_pool();
        let mut connection = pool.acquire().await?.detach();
        let taken: Option<i64> = sqlx::query_scalar(TAKE)
            .bind(patience)
            .fetch_one(&mut connection)
            .await?;
        if taken != Some(1) {
            return Ok(None);
        }
        Ok(Some(Box::pin(connection.close())))
    }
}

fn busy() -> DatabaseError {
    let told = "another process has been migrating for longer than `database.migration_timeout`";
    DatabaseError::Locked(DbErr::Migration(told.to_owned()))
}

fn query(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))
}
