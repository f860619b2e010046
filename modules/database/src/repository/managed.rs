use std::time::SystemTime;

use purlin::context::ExecutionContext;
use sea_orm::{ColumnTrait, ColumnType, EntityTrait, Value, prelude::DateTimeUtc};

use super::unmanageable;
use crate::{Database, DatabaseError};

/// An entity of a [`Repository`](super::Repository), and what its columns are for. What is not
/// said is not managed: `impl Managed for Entity {}` is enough.
///
/// Times are columns of sea-orm's `DateTimeUtc`, of `DateTime` (in UTC), or whole numbers of 64 bits
/// (milliseconds since 1970); who it was is a text, and nothing if nobody is known.
pub trait Managed: EntityTrait<Model: Send + Sync> {
    /// The column that says which tenant a row belongs to, a text: with `database.tenancy = "row"` a
    /// repository sees and writes only the rows of the current tenant. Without such a column the
    /// table is everybody's.
    #[must_use]
    fn tenant() -> Option<Self::Column> {
        None
    }

    /// The column that counts changes, a whole number: nobody overwrites what he has not seen.
    #[must_use]
    fn version() -> Option<Self::Column> {
        None
    }

    /// The column that says when a row was deleted, and is empty for those that were not.
    #[must_use]
    fn deleted_at() -> Option<Self::Column> {
        None
    }

    /// The column that says when a row was made.
    #[must_use]
    fn created_at() -> Option<Self::Column> {
        None
    }

    /// The column that says by whom.
    #[must_use]
    fn created_by() -> Option<Self::Column> {
        None
    }

    /// The column that says when a row was changed last.
    #[must_use]
    fn updated_at() -> Option<Self::Column> {
        None
    }

    /// The column that says by whom.
    #[must_use]
    fn updated_by() -> Option<Self::Column> {
        None
    }
}

/// When something is done, and by whom.
pub(super) struct Moment {
    pub(super) at: SystemTime,
    pub(super) by: Option<String>,
}

impl Moment {
    /// Now, by the current context.
    pub(super) fn now(database: &Database) -> Self {
        let of = |context: &ExecutionContext| Self {
            at: context.clock().now(),
            by: context
                .principal()
                .map(|principal| principal.subject().to_owned()),
        };
        ExecutionContext::with_current(of).unwrap_or_else(|| of(&database.contexts().root()))
    }
}

/// A time as the column has it.
pub(super) fn stamp<E: EntityTrait>(
    column: E::Column,
    at: SystemTime,
) -> Result<Value, DatabaseError> {
    let at = DateTimeUtc::from(at);
    match column.def().get_column_type() {
        ColumnType::BigInteger => Ok(at.timestamp_millis().into()),
        ColumnType::TimestampWithTimeZone => Ok(at.into()),
        ColumnType::Timestamp | ColumnType::DateTime => Ok(at.naive_utc().into()),
        other => Err(unmanageable::<E>(format!(
            "its column for a time has the type {other:?}"
        ))),
    }
}

/// A whole number as the column has it.
pub(super) fn number<E: EntityTrait>(
    column: E::Column,
    number: i32,
) -> Result<Value, DatabaseError> {
    match column.def().get_column_type() {
        ColumnType::BigInteger => Ok(i64::from(number).into()),
        ColumnType::Integer => Ok(number.into()),
        other => Err(unmanageable::<E>(format!(
            "its column for the version has the type {other:?}"
        ))),
    }
}
