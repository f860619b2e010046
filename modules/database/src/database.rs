//! The database as a service, usable with and without an application around it.

use std::{
    any::TypeId,
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::sync::Semaphore;

use crate::{DatabaseConfig, DatabaseError, DatabaseUrl, sqlite};

/// A database: a pool of connections, transactions, and migrations.
///
/// Cheap to clone; all clones are the same pool. Queries go through [`connection`](Self::connection)
/// with sea-orm, writes that belong together through [`transaction`](Self::transaction).
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    connection: DatabaseConnection,
    url: DatabaseUrl,
    settings: Settings,
    writer: Arc<Semaphore>,
    schemas: Mutex<HashMap<&'static str, (TypeId, &'static str)>>,
}

#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) acquire_timeout: Duration,
    pub(crate) migrate_on_start: bool,
    pub(crate) migration_timeout: Duration,
    pub(crate) slow_after: Duration,
}

impl Database {
    /// Opens the database, with one connection to begin with. A missing file is made, in a folder
    /// that exists.
    ///
    /// # Errors
    /// [`DatabaseError::Open`] if the file cannot be opened or made, or is not a database.
    pub async fn connect(config: &DatabaseConfig) -> Result<Self, DatabaseError> {
        let connection = sqlite::open(config).await?;
        tracing::debug!(database = %config.url, "database open");
        Ok(Self(Arc::new(Inner {
            connection,
            url: config.url.clone(),
            settings: Settings {
                acquire_timeout: config.acquire_timeout,
                migrate_on_start: config.migrate_on_start,
                migration_timeout: config.migration_timeout,
                slow_after: config.slow_after,
            },
            writer: Arc::new(Semaphore::new(1)),
            schemas: Mutex::default(),
        })))
    }

    /// The connections, as sea-orm's queries take them.
    #[must_use]
    pub fn connection(&self) -> &DatabaseConnection {
        &self.0.connection
    }

    /// Where the database is.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.0.url
    }

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// [`DatabaseError::Closed`], [`DatabaseError::Acquire`] or [`DatabaseError::Statement`].
    pub async fn ping(&self) -> Result<(), DatabaseError> {
        self.0.connection.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Closes the database: nothing new is accepted, what is under way is waited for, and the
    /// write-ahead log of a file is written back. Idempotent.
    ///
    /// # Errors
    /// [`DatabaseError::Statement`] if the driver reports a failure.
    pub async fn close(&self) -> Result<(), DatabaseError> {
        self.0.writer.close();
        self.0.connection.close_by_ref().await?;
        tracing::debug!(database = %self.0.url, "database closed");
        Ok(())
    }

    pub(crate) fn settings(&self) -> Settings {
        self.0.settings
    }

    pub(crate) fn writer(&self) -> &Arc<Semaphore> {
        &self.0.writer
    }

    /// Remembers which type stands for a schema's name; says who has it if another type does.
    pub(crate) fn claim<S: 'static>(&self, name: &'static str) -> Result<(), DatabaseError> {
        let mut schemas = self
            .0
            .schemas
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let here = std::any::type_name::<S>();
        let (owner, there) = *schemas.entry(name).or_insert((TypeId::of::<S>(), here));
        if owner == TypeId::of::<S>() {
            return Ok(());
        }
        Err(DatabaseError::Duplicate {
            what: format!("`{there}` and `{here}` both name their schema `{name}`"),
        })
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Database({})", self.0.url)
    }
}
