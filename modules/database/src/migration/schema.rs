use std::{fmt, marker::PhantomData, ops::Deref};

use super::{MigrationStatus, Migrations, runner, status, undo};
use crate::{Database, DatabaseError};

/// The tables of one module: a name, and the migrations that make them.
///
/// ```
/// use purlin_database::{Migrations, Schema};
///
/// pub struct OrdersSchema;
///
/// impl Schema for OrdersSchema {
///     const NAME: &'static str = "orders";
///
///     fn migrations() -> Migrations {
///         Migrations::new().sql("0001_orders", "CREATE TABLE orders (id BLOB PRIMARY KEY)")
///     }
/// }
/// ```
pub trait Schema: Send + Sync + 'static {
    /// The name under which applied migrations are recorded; never change it.
    const NAME: &'static str;

    /// Every migration there has ever been, oldest first. Add at the end only.
    fn migrations() -> Migrations;
}

/// A database in which the tables of `S` are there: the proof that [`Database::migrate`] has run.
///
/// A repository that asks for `Arc<Migrated<OrdersSchema>>` cannot be built before its tables are.
pub struct Migrated<S> {
    database: Database,
    schema: PhantomData<fn() -> S>,
}

impl<S> Deref for Migrated<S> {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

impl<S> Clone for Migrated<S> {
    fn clone(&self) -> Self {
        Self {
            database: self.database.clone(),
            schema: PhantomData,
        }
    }
}

impl<S: Schema> fmt::Debug for Migrated<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Migrated<{}>({})", S::NAME, self.database.url())
    }
}

impl Database {
    /// Applies the migrations of `S` that this database does not have yet, each in a transaction
    /// of its own as far as the engine can. Idempotent; of two processes that start at once one applies and one waits.
    ///
    /// Where each tenant has a schema or a database of its own, they are applied to each: to those
    /// that are open now, and to any other when it is opened.
    ///
    /// With `database.migrate_on_start = false` nothing is applied, and what is waiting is an
    /// error.
    ///
    /// # Errors
    /// [`DatabaseError::Migration`], [`DatabaseError::HalfApplied`], [`DatabaseError::Duplicate`],
    /// [`DatabaseError::History`],
    /// [`DatabaseError::Pending`], [`DatabaseError::Locked`] after `database.migration_timeout`, or
    /// what reading the history gives.
    pub async fn migrate<S: Schema>(&self) -> Result<Migrated<S>, DatabaseError> {
        self.claim::<S>(S::NAME)?;
        match self.tenants() {
            Some(tenants) => tenants.migrate::<S>().await?,
            None => apply(self, S::NAME, S::migrations()).await?,
        }
        Ok(Migrated {
            database: self.clone(),
            schema: PhantomData,
        })
    }

    /// What has become of each migration of `S`, oldest first. It changes nothing.
    ///
    /// # Errors
    /// [`DatabaseError::Duplicate`], or what reading the history gives.
    pub async fn migration_status<S: Schema>(&self) -> Result<Vec<MigrationStatus>, DatabaseError> {
        let migrations = S::migrations();
        migrations.check_names(S::NAME)?;
        status::of(self, S::NAME, migrations.as_slice()).await
    }

    /// Undoes the last `count` migrations of `S` that are applied, the last one first, and gives
    /// their names.
    ///
    /// # Errors
    /// [`DatabaseError::Irreversible`] if one of them does not say how it is undone, those before
    /// it stay undone; otherwise what [`migrate`](Self::migrate) gives.
    pub async fn undo_migrations<S: Schema>(
        &self,
        count: usize,
    ) -> Result<Vec<String>, DatabaseError> {
        let migrations = S::migrations();
        migrations.check_names(S::NAME)?;
        Box::pin(undo::run(self, S::NAME, migrations.as_slice(), count)).await
    }
}

/// Applies what is missing of a schema.
pub(crate) async fn apply(
    database: &Database,
    schema: &'static str,
    migrations: Migrations,
) -> Result<(), DatabaseError> {
    migrations.check_names(schema)?;
    let allowed = database.settings().migrate_on_start;
    let run = runner::run(database, schema, migrations.as_slice(), allowed);
    Box::pin(run).await
}
