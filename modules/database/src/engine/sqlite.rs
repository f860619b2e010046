//! Opens a pool of `SQLite` connections with settings that hold up in production.

use std::{path::Path, sync::Arc, time::Duration};

use sea_orm::{
    DatabaseConnection, DbErr, RuntimeErr, SqlxSqliteConnector,
    sqlx::{
        ConnectOptions, SqlitePool,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};
use tokio::time::{Instant, sleep};

use super::{Role, pool};
use crate::{
    DatabaseConfig, DatabaseError,
    error::Cause,
    url::{Access, Target},
};

const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

pub(super) async fn open(
    config: &DatabaseConfig,
    role: &Role,
) -> Result<DatabaseConnection, DatabaseError> {
    if *role == Role::Replica {
        let options = config
            .url
            .options()?
            .disable_statement_logging()
            .create_if_missing(false)
            .busy_timeout(config.lock_timeout)
            .pragma("query_only", "on");
        return Ok(connection(pool_options(config).connect_lazy_with(options)));
    }
    let options = connect_options(config)?;
    if let Target::File { path, access } = config.url.target() {
        check(config, path, *access)?;
    }
    // A file is switched to WAL under an exclusive lock for which SQLite does not wait: two
    // processes that make the same file at once would otherwise fail each other.
    let deadline = Instant::now() + config.lock_timeout;
    let mut pause = FIRST_PAUSE;
    loop {
        match pool_options(config).connect_with(options.clone()).await {
            Ok(pool) => return Ok(connection(pool)),
            Err(error) => {
                let error = DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)));
                if Cause::of(&error) != Cause::Locked || Instant::now() >= deadline {
                    return Err(DatabaseError::Open {
                        target: config.url.to_string(),
                        reason: "the driver refused it".to_owned(),
                        source: Some(error),
                    });
                }
            }
        }
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

fn connection(pool: SqlitePool) -> DatabaseConnection {
    SqlxSqliteConnector::from_sqlx_sqlite_pool(pool)
}

fn connect_options(config: &DatabaseConfig) -> Result<SqliteConnectOptions, DatabaseError> {
    let options = config
        .url
        .options()?
        .disable_statement_logging()
        .foreign_keys(true)
        .busy_timeout(config.lock_timeout);
    Ok(match config.url.target() {
        Target::File { access, .. } if *access != Access::Read => options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal),
        _ => options,
    })
}

fn pool_options(config: &DatabaseConfig) -> SqlitePoolOptions {
    let options = pool::options(config).max_lifetime(None);
    match config.url.target() {
        // The last connection takes the data with it: keep exactly one, for ever.
        Target::Memory => options
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None),
        _ => options,
    }
}

/// Says in words what the driver would only call "unable to open database file".
fn check(config: &DatabaseConfig, path: &Path, access: Access) -> Result<(), DatabaseError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let reason = match folder {
        Some(folder) if !folder.is_dir() => {
            format!("the folder `{}` does not exist", folder.display())
        }
        _ if path.is_dir() => "it is a folder".to_owned(),
        _ if access != Access::Create && !path.exists() => {
            "the file does not exist, and `mode` says not to make it".to_owned()
        }
        _ => return Ok(()),
    };
    Err(DatabaseError::Open {
        target: config.url.to_string(),
        reason,
        source: None,
    })
}
