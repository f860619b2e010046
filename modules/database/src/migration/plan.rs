//! The migrations of one schema and one database, for those who do not know the schema's type.

use super::{MigrationStatus, Migrations, history, lock::Lock, runner, status, undo};
use crate::{Database, DatabaseError};

/// The migrations of a schema in a database.
pub(crate) struct MigrationPlan<'a> {
    database: &'a Database,
    schema: &'static str,
    migrations: Migrations,
}

/// A migration that waits.
pub(crate) struct Planned {
    pub(crate) name: String,
    /// Its text; none if it is written in Rust.
    pub(crate) sql: Option<&'static str>,
}

impl Database {
    pub(crate) fn plan(
        &self,
        schema: &'static str,
        migrations: Migrations,
    ) -> Result<MigrationPlan<'_>, DatabaseError> {
        migrations.check_names(schema)?;
        Ok(MigrationPlan {
            database: self,
            schema,
            migrations,
        })
    }
}

impl MigrationPlan<'_> {
    pub(crate) fn schema(&self) -> &'static str {
        self.schema
    }

    pub(crate) async fn status(&self) -> Result<Vec<MigrationStatus>, DatabaseError> {
        status::of(self.database, self.schema, self.migrations.as_slice()).await
    }

    /// What would be applied, in order.
    pub(crate) async fn pending(&self) -> Result<Vec<Planned>, DatabaseError> {
        let (database, migrations) = (self.database, self.migrations.as_slice());
        let applied = history::read(database.connection(), self.schema).await;
        let applied = applied.map_err(|error| database.failed(error))?;
        history::compare(self.schema, database.engine(), &applied, migrations)?;
        history::check_whole(self.schema, &applied)?;
        let pending = migrations.get(applied.len()..).unwrap_or_default();
        let planned = pending.iter().map(|one| Planned {
            name: one.name().to_owned(),
            sql: one.text(database.engine()),
        });
        Ok(planned.collect())
    }

    /// Applies what waits, whatever the settings say about the start.
    pub(crate) async fn apply(&self) -> Result<(), DatabaseError> {
        runner::run(self.database, self.schema, self.migrations.as_slice(), true).await
    }

    pub(crate) async fn undo(&self, count: usize) -> Result<Vec<String>, DatabaseError> {
        undo::run(
            self.database,
            self.schema,
            self.migrations.as_slice(),
            count,
        )
        .await
    }

    /// Records what somebody has made of a migration that was left half-way.
    pub(crate) async fn resolve(&self, name: &str, applied: bool) -> Result<(), DatabaseError> {
        let (database, schema) = (self.database, self.schema);
        let lock = Lock::take(database).await?;
        let outcome = async {
            let known = history::read(database.connection(), schema).await?;
            if !known.iter().any(|one| one.name() == name && one.is_half()) {
                return Err(DatabaseError::Command {
                    told: format!("migration `{name}` of schema `{schema}` is not half-way"),
                });
            }
            if applied {
                history::complete(database.connection(), schema, name).await?;
            } else {
                history::forget(database.connection(), schema, name).await?;
            }
            Ok(())
        };
        let outcome = outcome.await;
        lock.release().await;
        outcome
    }
}
