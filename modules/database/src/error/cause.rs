//! What the drivers report, told apart by the codes of the engines.

use std::{borrow::Cow, io};

use purlin::error::BoxError;
use sea_orm::{DbErr, RuntimeErr, sqlx};

use super::DatabaseError;

/// What kind of failure it is, whatever the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Somebody else holds a lock.
    Locked,
    /// The transaction lost against another one, and would win if it were tried again.
    Conflict,
    /// The connection is gone, or there was none to be had.
    Transport,
    /// It took too long.
    Timeout,
    /// A text has a character that it cannot keep.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    Text,
    /// Anything else: trying again would not help.
    Other,
}

impl Cause {
    pub(crate) fn of(error: &DbErr) -> Self {
        driver(error).map_or(Self::Other, Self::of_driver)
    }

    /// Whether it is what the database itself says about a statement.
    pub(crate) fn is_told(error: &DbErr) -> bool {
        matches!(driver(error), Some(sqlx::Error::Database(_)))
    }

    /// Whether it is said before any statement is done: about who asks, about there being too many,
    /// about a database that is not there.
    pub(crate) fn is_at_the_door(error: &DbErr) -> bool {
        let Some(sqlx::Error::Database(told)) = driver(error) else {
            return matches!(driver(error), Some(sqlx::Error::Tls(_)));
        };
        let code = told.code().unwrap_or(Cow::Borrowed(""));
        #[cfg(feature = "postgres")]
        if told
            .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
            .is_some()
        {
            return ["28", "3D", "53", "57P"]
                .iter()
                .any(|class| code.starts_with(class));
        }
        #[cfg(feature = "mysql")]
        if let Some(told) = told.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
            return matches!(told.number(), 1040 | 1044 | 1045 | 1049 | 1203);
        }
        // SQLITE_CANTOPEN: the file is not there.
        code.parse::<u32>().is_ok_and(|code| code & 0xff == 14)
    }

    fn of_driver(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(told) => {
                let code = told.code().unwrap_or(Cow::Borrowed(""));
                #[cfg(feature = "postgres")]
                if told
                    .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
                    .is_some()
                {
                    return Self::of_postgres(&code);
                }
                #[cfg(feature = "mysql")]
                if let Some(told) = told.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
                    return Self::of_mysql(told.number());
                }
                Self::of_sqlite(&code)
            }
            // What a handshake says about a certificate comes this way, and does not change.
            sqlx::Error::Io(told) if told.kind() == io::ErrorKind::InvalidData => Self::Other,
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
                Self::Transport
            }
            _ => Self::Other,
        }
    }

    #[cfg(feature = "postgres")]
    fn of_postgres(code: &str) -> Self {
        match code {
            "40001" | "40P01" => Self::Conflict,
            "55P03" => Self::Locked,
            "57014" => Self::Timeout,
            // No character of its encoding, or of none (NUL); in JSON.
            "22021" | "22P05" => Self::Text,
            // Shut down, crashed, starting, idle for too long in a transaction or at all.
            "57P01" | "57P02" | "57P03" | "25P03" | "57P05" => Self::Transport,
            _ if code.starts_with("08") => Self::Transport,
            _ => Self::Other,
        }
    }

    #[cfg(feature = "mysql")]
    fn of_mysql(number: u16) -> Self {
        match number {
            // Deadlock; the row has changed since it was read.
            1213 | 1020 => Self::Conflict,
            1205 => Self::Locked,
            1969 | 3024 | 1317 => Self::Timeout,
            1300 | 3988 => Self::Text,
            // Shutting down, killed, aborted, packets lost.
            1053 | 1927 | 1152 | 1158 | 1159 | 1160 | 1161 | 1184 => Self::Transport,
            _ => Self::Other,
        }
    }

    /// `SQLITE_BUSY` or `SQLITE_LOCKED`, with any extension; of a snapshot that is too old to
    /// write, trying again helps. What is interrupted has taken too long for somebody.
    fn of_sqlite(code: &str) -> Self {
        match code.parse::<u32>() {
            Ok(9) => Self::Timeout,
            Ok(517) => Self::Conflict,
            Ok(code) if matches!(code & 0xff, 5 | 6) => Self::Locked,
            _ => Self::Other,
        }
    }
}

/// Whether there is no way to the server.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn is_unreachable(error: &DbErr) -> bool {
    // What does not speak its protocol is not the server.
    !matches!(driver(error), Some(sqlx::Error::Protocol(_))) && Cause::of(error) == Cause::Transport
}

/// What the driver itself reported.
fn driver(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => Some(inner),
        _ => None,
    }
}

/// The error of ours that was handed through as one of the driver.
pub(super) fn carried(error: &DbErr) -> Option<&DatabaseError> {
    match driver(error)? {
        sqlx::Error::Configuration(inner) => inner.downcast_ref(),
        _ => None,
    }
}

/// The driver's own error, without the layers that only repeat its text.
pub(super) fn root(error: DbErr) -> BoxError {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => inner.into(),
        other => other.into(),
    }
}
