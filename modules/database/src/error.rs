//! What can go wrong with a database, each with its code and the one thing to do about it.

use purlin::error::{BoxError, Category, Error};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

/// The codes of this crate, `PL13xx`; each has a page in the book.
pub mod codes {
    /// The database cannot be opened.
    pub const OPEN: &str = "PL1301";
    /// The address of the database is not one that this build understands.
    pub const URL: &str = "PL1302";
    /// A migration failed.
    pub const MIGRATION: &str = "PL1303";
    /// No connection, or no turn to write, became free in time.
    pub const ACQUIRE: &str = "PL1304";
    /// Two migrations or two schemas have the same name.
    pub const DUPLICATE: &str = "PL1305";
    /// The migrations in the code are not those that were applied.
    pub const HISTORY: &str = "PL1306";
    /// Migrations are waiting and may not be applied at start.
    pub const PENDING: &str = "PL1307";
    /// The database has been closed.
    pub const CLOSED: &str = "PL1308";
    /// Another connection held the write lock for too long.
    pub const LOCKED: &str = "PL1309";
    /// A statement failed.
    pub const STATEMENT: &str = "PL1310";
}

/// A failure of the database. No variant holds or prints credentials or bound values.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// The database cannot be opened.
    #[error("cannot open the database `{target}`: {reason}")]
    Open {
        /// The file, or `sqlite::memory:`.
        target: String,
        /// Why, in one clause.
        reason: String,
        /// What the driver said, if it was asked.
        #[source]
        source: Option<DbErr>,
    },
    /// The address of the database is not one that this build understands.
    #[error("the database address {reason}")]
    Url {
        /// What is wrong with it: a clause that follows "the database address".
        reason: String,
    },
    /// A migration failed; it left nothing behind, the ones before it stay applied.
    #[error("migration `{migration}` of schema `{schema}` failed")]
    Migration {
        /// The schema's name.
        schema: &'static str,
        /// The migration's name.
        migration: String,
        /// Why.
        #[source]
        source: DbErr,
    },
    /// No connection, or no turn to write, became free in time.
    #[error("{what} did not become free within `database.acquire_timeout`")]
    Acquire {
        /// What was waited for: `a connection` or `the turn to write`.
        what: &'static str,
    },
    /// Two migrations of one schema, or two schemas, have the same name.
    #[error("{what}")]
    Duplicate {
        /// Which name is taken, and by whom.
        what: String,
    },
    /// The migrations in the code are not those that were applied to this database.
    #[error("the migrations of schema `{schema}` are not those applied to this database: {what}")]
    History {
        /// The schema's name.
        schema: &'static str,
        /// The first difference.
        what: String,
    },
    /// Migrations are waiting, and `database.migrate_on_start` is false.
    #[error("schema `{schema}` waits for {}", list(.migrations))]
    Pending {
        /// The schema's name.
        schema: &'static str,
        /// The names of the migrations that are not applied, in order.
        migrations: Vec<String>,
    },
    /// The database has been closed.
    #[error("the database is closed")]
    Closed,
    /// Another connection or process held the write lock for longer than `database.busy_timeout`.
    #[error("the database is locked by another connection or process")]
    Locked(#[source] DbErr),
    /// A statement failed.
    #[error("a statement failed")]
    Statement(#[source] DbErr),
}

impl DatabaseError {
    /// The stable code, `"PL1301"`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open { .. } => codes::OPEN,
            Self::Url { .. } => codes::URL,
            Self::Migration { .. } => codes::MIGRATION,
            Self::Acquire { .. } => codes::ACQUIRE,
            Self::Duplicate { .. } => codes::DUPLICATE,
            Self::History { .. } => codes::HISTORY,
            Self::Pending { .. } => codes::PENDING,
            Self::Closed => codes::CLOSED,
            Self::Locked(_) => codes::LOCKED,
            Self::Statement(_) => codes::STATEMENT,
        }
    }

    /// The class of failure.
    #[must_use]
    pub const fn category(&self) -> Category {
        match self {
            Self::Url { .. } => Category::Config,
            Self::Migration { .. }
            | Self::Duplicate { .. }
            | Self::History { .. }
            | Self::Pending { .. } => Category::Lifecycle,
            _ => Category::Dependency,
        }
    }

    const fn action(&self) -> &'static str {
        match self {
            Self::Open { .. } => {
                "check `database.url`, and that the folder exists and may be written"
            }
            Self::Url { .. } => "write `database.url` like `sqlite://data.sqlite`",
            Self::Migration { .. } => {
                "mend the migration and start again; what was applied before it stays"
            }
            Self::Acquire { .. } => {
                "inside `transaction(…)` use only the transaction that is handed in; \
                 under real load raise `database.max_connections`"
            }
            Self::Duplicate { .. } => "give each schema, and each migration in it, its own name",
            Self::History { .. } => {
                "put applied migrations back as they were and add a new one at the end"
            }
            Self::Pending { .. } => "start once with `database.migrate_on_start = true`",
            Self::Closed => "ask the database nothing after its module has stopped",
            Self::Locked(_) => {
                "look for another process with a long write transaction, or raise \
                 `database.busy_timeout`"
            }
            Self::Statement(_) => "see the cause",
        }
    }

    fn into_cause(self) -> Option<BoxError> {
        match self {
            Self::Open { source, .. } => source.map(root),
            Self::Migration { source, .. } | Self::Locked(source) | Self::Statement(source) => {
                Some(root(source))
            }
            _ => None,
        }
    }
}

/// The driver's own error, without the layers that only repeat its text.
fn root(error: DbErr) -> BoxError {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => inner.into(),
        other => other.into(),
    }
}

fn list(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Classifies what sea-orm reports: pool closed, pool exhausted, write lock, or a failed statement.
impl From<DbErr> for DatabaseError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => Self::Closed,
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Acquire {
                what: "a connection",
            },
            _ if is_locked(&error) => Self::Locked(error),
            _ => Self::Statement(error),
        }
    }
}

impl From<DatabaseError> for Error {
    fn from(error: DatabaseError) -> Self {
        let classified =
            Self::new(error.category(), error.code(), error.to_string()).action(error.action());
        match error.into_cause() {
            Some(cause) => classified.caused_by(cause),
            None => classified,
        }
    }
}

/// Whether the driver reports `SQLITE_BUSY` or `SQLITE_LOCKED`, with any extension.
pub(crate) fn is_locked(error: &DbErr) -> bool {
    sqlite_code(error).is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

fn sqlite_code(error: &DbErr) -> Option<u32> {
    let (DbErr::Conn(RuntimeErr::SqlxError(inner))
    | DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))) = error
    else {
        return None;
    };
    match &**inner {
        sqlx::Error::Database(database) => database.code()?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn an_error_keeps_code_category_action_and_cause_on_its_way_to_the_user() {
        let error = DatabaseError::Migration {
            schema: "orders",
            migration: "0002".to_owned(),
            source: DbErr::Custom("boom".to_owned()),
        };
        let classified = Error::from(error);
        assert_eq!(classified.code(), "PL1303");
        assert_eq!(classified.category(), Category::Lifecycle);
        assert_eq!(
            classified.message(),
            "migration `0002` of schema `orders` failed"
        );
        assert!(classified.hint().is_some());
        assert_eq!(
            classified.source().map(ToString::to_string).as_deref(),
            Some("Custom Error: boom")
        );
    }

    #[test]
    fn a_closed_pool_is_told_from_a_failed_statement() {
        let closed = DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        assert!(matches!(DatabaseError::from(closed), DatabaseError::Closed));
        let other = DbErr::Custom(String::new());
        assert!(matches!(
            DatabaseError::from(other),
            DatabaseError::Statement(_)
        ));
    }
}
