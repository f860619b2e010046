use std::fmt;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use sea_orm_migration::{MigrationTrait, SchemaManager};

use super::sql::{Sql, is_single};
use crate::{DatabaseError, Engine};

/// The migrations of one schema, in the order in which they are applied.
///
/// ```
/// use purlin_database::Migrations;
///
/// let migrations = Migrations::new()
///     .sql("0001_orders", "CREATE TABLE orders (id BLOB PRIMARY KEY, total INTEGER NOT NULL)")
///     .sql("0002_orders_by_total", "CREATE INDEX orders_by_total ON orders (total)");
/// ```
#[derive(Default)]
pub struct Migrations(Vec<Migration>);

pub(crate) struct Migration {
    name: String,
    work: Work,
}

enum Work {
    Sql(Sql),
    Rust(Box<dyn MigrationTrait>),
}

impl Migrations {
    /// No migrations yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds SQL under `name`: a text, or an [`Sql`] with the words of each engine and how it is
    /// undone. The checksum of the text that is applied is kept, so that a later change of an
    /// applied migration is found.
    #[must_use]
    pub fn sql(mut self, name: &str, sql: impl Into<Sql>) -> Self {
        self.0.push(Migration {
            name: name.to_owned(),
            work: Work::Sql(sql.into()),
        });
        self
    }

    /// Adds a migration written with sea-orm-migration, under its own name.
    #[must_use]
    pub fn step(mut self, migration: impl MigrationTrait + 'static) -> Self {
        self.0.push(Migration {
            name: migration.name().to_owned(),
            work: Work::Rust(Box::new(migration)),
        });
        self
    }

    pub(crate) fn as_slice(&self) -> &[Migration] {
        &self.0
    }

    /// Refuses a name that occurs twice.
    pub(crate) fn check_names(&self, schema: &str) -> Result<(), DatabaseError> {
        for (index, migration) in self.0.iter().enumerate() {
            let earlier = self.0.iter().take(index);
            if earlier.clone().any(|other| other.name == migration.name) {
                return Err(DatabaseError::Duplicate {
                    what: format!("schema `{schema}` has two migrations `{}`", migration.name),
                });
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_list()
            .entries(self.0.iter().map(Migration::name))
            .finish()
    }
}

impl Migration {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// FNV-1a over the text without carriage returns; `None` for code, which has no text.
    pub(crate) fn checksum(&self, engine: Engine) -> Option<String> {
        let hash = self
            .text(engine)?
            .bytes()
            .filter(|byte| *byte != b'\r')
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Some(format!("{hash:016x}"))
    }

    /// Its text; none for code.
    pub(crate) fn text(&self, engine: Engine) -> Option<&'static str> {
        match &self.work {
            Work::Sql(sql) => Some(sql.text(engine)),
            Work::Rust(_) => None,
        }
    }

    /// Whether a failure of it leaves nothing behind on `engine`.
    pub(crate) fn is_atomic(&self, engine: Engine) -> bool {
        engine.undoes_definitions()
            || matches!(&self.work, Work::Sql(sql) if is_single(sql.text(engine)))
    }

    /// Whether it says how it is undone; code is asked.
    pub(crate) fn has_undo(&self, engine: Engine) -> bool {
        match &self.work {
            Work::Sql(sql) => sql.undo(engine).is_some(),
            Work::Rust(_) => true,
        }
    }

    pub(crate) async fn undo(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        match &self.work {
            Work::Sql(sql) => {
                let engine = Engine::of(transaction.get_database_backend());
                let text = sql.undo(engine).unwrap_or_default();
                transaction.execute_unprepared(text).await.map(drop)
            }
            Work::Rust(migration) => migration.down(&SchemaManager::new(transaction)).await,
        }
    }

    pub(crate) async fn apply(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        match &self.work {
            Work::Sql(sql) => {
                let engine = Engine::of(transaction.get_database_backend());
                let done = transaction.execute_unprepared(sql.text(engine)).await;
                done.map(drop)
            }
            Work::Rust(migration) if migration.use_transaction() == Some(false) => {
                Err(DbErr::Migration(
                    "it asks not to run in a transaction, and every migration here does".to_owned(),
                ))
            }
            Work::Rust(migration) => migration.up(&SchemaManager::new(transaction)).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_ignores_line_endings_and_nothing_else() {
        let of = |sql: &'static str| Migrations::new().sql("a", sql).0[0].checksum(Engine::Sqlite);
        assert_eq!(of("a\nb"), of("a\r\nb"));
        assert_ne!(of("a\nb"), of("a\nB"));
        assert_eq!(of("").as_deref(), Some("cbf29ce484222325"));
    }
}
