//! Errors on their way: from sea-orm, back through it, and to the user.

use std::sync::Arc;

use purlin::error::Error;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

use super::{
    DatabaseError,
    cause::{Cause, carried},
};

/// Classifies what sea-orm reports: pool closed, pool exhausted, locks, conflicts, time, connections
/// that are gone, or a failed statement.
impl From<DbErr> for DatabaseError {
    fn from(error: DbErr) -> Self {
        if let Some(own) = carried(&error) {
            return own.clone();
        }
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => Self::Closed,
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Acquire {
                what: "a connection",
            },
            _ => match Cause::of(&error) {
                Cause::Locked => Self::Locked(error),
                Cause::Conflict => Self::Conflict(error),
                Cause::Timeout => Self::Timeout(error),
                Cause::Transport => Self::Lost(error),
                #[cfg(any(feature = "postgres", feature = "mysql"))]
                Cause::Text => Self::Text(error),
                Cause::Other => Self::Statement(error),
            },
        }
    }
}

/// What has failed before the driver was asked, as a connection reports it; it is itself again when
/// it becomes a [`DatabaseError`].
impl From<DatabaseError> for DbErr {
    fn from(error: DatabaseError) -> Self {
        let carrier = sqlx::Error::Configuration(Box::new(error));
        Self::Conn(RuntimeErr::SqlxError(Arc::new(carrier)))
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
