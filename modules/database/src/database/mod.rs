//! The database as a service, usable with and without an application around it.

mod underway;

use std::{
    any::TypeId,
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use purlin::{context::Contexts, events::Events};
use sea_orm::{ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbErr};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError, watch},
    time::timeout,
};

pub(crate) use underway::Underway;

use crate::{
    DatabaseConfig, DatabaseError, DatabaseUrl, Engine,
    engine::{self, PoolState, Role, Rotation},
    observe::Observer,
    replica::Replicas,
    tenant::{self, Tenancy, Tenants},
};

/// A database: a pool of connections, transactions, and migrations.
///
/// Cheap to clone; all clones are the same pool. Queries go through [`connection`](Self::connection)
/// with sea-orm, writes that belong together through [`transaction`](Self::transaction).
#[derive(Clone)]
pub struct Database(Arc<Inner>);

pub(crate) struct Inner {
    connection: DatabaseConnection,
    replicas: Replicas,
    rotation: Arc<Rotation>,
    url: DatabaseUrl,
    settings: Settings,
    writer: Arc<Semaphore>,
    /// One for each connection that there may be.
    slots: Arc<Semaphore>,
    contexts: Contexts,
    observer: Arc<Observer>,
    /// How many transactions are under way.
    running: Arc<watch::Sender<usize>>,
    schemas: Mutex<HashMap<&'static str, (TypeId, &'static str)>>,
    /// What is done in the pool of the current tenant, if each has its own.
    tenants: Option<Tenants>,
}

#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) acquire_timeout: Duration,
    pub(crate) migrate_on_start: bool,
    pub(crate) migration_timeout: Duration,
    pub(crate) slow_after: Duration,
    pub(crate) tenancy: Tenancy,
}

impl Settings {
    fn of(config: &DatabaseConfig) -> Self {
        Self {
            acquire_timeout: config.acquire_timeout,
            migrate_on_start: config.migrate_on_start,
            migration_timeout: config.migration_timeout,
            slow_after: config.slow_after,
            tenancy: config.tenancy,
        }
    }
}

impl Inner {
    fn new(
        config: &DatabaseConfig,
        connection: DatabaseConnection,
        rotation: Arc<Rotation>,
        contexts: &Contexts,
        observer: Arc<Observer>,
    ) -> Self {
        let limit = PoolState::of(&connection).limit;
        let slots = usize::try_from(limit).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            connection,
            replicas: Replicas::default(),
            rotation,
            url: config.url.clone(),
            settings: Settings::of(config),
            writer: Arc::new(Semaphore::new(1)),
            slots: Arc::new(Semaphore::new(slots.min(Semaphore::MAX_PERMITS))),
            contexts: contexts.clone(),
            observer,
            running: Arc::new(watch::Sender::new(0)),
            schemas: Mutex::default(),
            tenants: None,
        }
    }
}

impl Database {
    /// Opens the database, with `database.min_connections` connections to begin with. A missing
    /// file is made, in a folder that exists; a server that does not answer yet is waited for, for
    /// `database.acquire_timeout`.
    ///
    /// # Errors
    /// [`DatabaseError::Url`]; [`DatabaseError::Unreachable`] if the server does not answer;
    /// [`DatabaseError::Open`] if it refuses, or the file cannot be opened or made or is not a
    /// database.
    pub async fn connect(config: &DatabaseConfig) -> Result<Self, DatabaseError> {
        Self::connect_in(config, &Contexts::default(), None).await
    }

    /// The same with the clock and the randomness of `contexts`, and the events that are told, as
    /// applications have them.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect).
    pub async fn connect_in(
        config: &DatabaseConfig,
        contexts: &Contexts,
        events: Option<&Events>,
    ) -> Result<Self, DatabaseError> {
        tenant::check(config)?;
        let observer = Arc::new(Observer::new(
            config.url.engine(),
            config.slow_statement,
            config.url.to_string(),
        ));
        let rotation = Arc::default();
        let connection = engine::open(config, &Role::Primary, &rotation).await?;
        let replicas = Replicas::open(config, events).await?;
        let inner = Inner::new(config, connection, rotation, contexts, observer);
        tracing::debug!(database = %config.url, "database open");
        let database = Self(Arc::new(Inner { replicas, ..inner }));
        Ok(if config.tenancy.is_apart() {
            database.with_tenants(config)
        } else {
            database
        })
    }

    /// The same pool, in front of those of the tenants.
    fn with_tenants(self, config: &DatabaseConfig) -> Self {
        let shared = &self.0;
        let inner = Inner {
            replicas: Replicas::default(),
            connection: shared.connection.clone(),
            rotation: Arc::clone(&shared.rotation),
            url: shared.url.clone(),
            settings: shared.settings,
            writer: Arc::clone(&shared.writer),
            slots: Arc::clone(&shared.slots),
            contexts: shared.contexts.clone(),
            observer: Arc::clone(&shared.observer),
            running: Arc::clone(&shared.running),
            schemas: Mutex::default(),
            tenants: Some(Tenants::new(self, config)),
        };
        Self(Arc::new(inner))
    }

    /// A pool of a tenant, counted with this one, whose connections see one schema if that is
    /// given.
    pub(crate) async fn beside(
        &self,
        config: &DatabaseConfig,
        schema: Option<&str>,
    ) -> Result<Self, DatabaseError> {
        let rotation = Arc::default();
        let role = Role::Tenant {
            schema: schema.map(Arc::from),
        };
        let connection = engine::open(config, &role, &rotation).await?;
        let (contexts, observer) = (&self.0.contexts, Arc::clone(&self.0.observer));
        let inner = Inner::new(config, connection, rotation, contexts, observer);
        Ok(Self(Arc::new(Inner {
            running: Arc::clone(&self.0.running),
            ..inner
        })))
    }

    pub(crate) fn downgraded(&self) -> Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    pub(crate) fn upgraded(inner: &Weak<Inner>) -> Option<Self> {
        inner.upgrade().map(Self)
    }

    pub(crate) fn tenants(&self) -> Option<&Tenants> {
        self.0.tenants.as_ref()
    }

    /// The pool itself, as sea-orm's queries take it: outside of every transaction, and of what is
    /// counted and logged. The database is a connection, too, and mostly the one to ask.
    #[must_use]
    pub fn connection(&self) -> &DatabaseConnection {
        &self.0.connection
    }

    /// Goes on with other credentials: those of `config`, whose other settings do not matter. They
    /// are tried first, and what the server refuses changes nothing. From then on new connections
    /// are made with them; work that is under way ends on the connections that it has, and those
    /// are not used again. A file has no credentials.
    ///
    /// # Errors
    /// [`DatabaseError::Url`] if the address is that of another place; [`DatabaseError::Open`] if
    /// the server refuses them; [`DatabaseError::Unreachable`].
    pub async fn rotate(&self, config: &DatabaseConfig) -> Result<(), DatabaseError> {
        if config.url.to_string() != self.0.url.to_string() {
            return Err(DatabaseError::Url {
                reason: "is that of another place, to which only a restart moves".to_owned(),
            });
        }
        self.rotate_own(config).await?;
        if let Some(tenants) = self.tenants() {
            tenants.rotate(config).await?;
        }
        tracing::info!(database = %self.0.url, "new connections use other credentials");
        Ok(())
    }

    pub(crate) async fn rotate_own(&self, config: &DatabaseConfig) -> Result<(), DatabaseError> {
        engine::rotate(config, &self.0.connection, &self.0.rotation).await?;
        self.replicas().rotate(config).await
    }

    /// Where the database is.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.0.url
    }

    /// What kind of database it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.0.url.engine()
    }

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// [`DatabaseError::Closed`], [`DatabaseError::Acquire`], [`DatabaseError::Unreachable`],
    /// [`DatabaseError::Lost`] or [`DatabaseError::Statement`].
    pub async fn ping(&self) -> Result<(), DatabaseError> {
        let answer = self.0.connection.execute_unprepared("SELECT 1").await;
        answer.map(drop).map_err(|error| self.failed(error))
    }

    /// What a failure means. A pool that is not empty has no connection because there is no way to
    /// the server.
    pub(crate) fn failed(&self, error: DbErr) -> DatabaseError {
        match DatabaseError::from(error) {
            DatabaseError::Acquire { .. }
                if self.engine() != Engine::Sqlite
                    && !PoolState::of(&self.0.connection).is_exhausted() =>
            {
                DatabaseError::Unreachable {
                    target: self.0.url.to_string(),
                    source: None,
                }
            }
            other => other,
        }
    }

    /// Closes the database: nothing new is accepted, what is under way is waited for, and the
    /// write-ahead log of a file is written back. Idempotent.
    ///
    /// # Errors
    /// [`DatabaseError::Statement`] if the driver reports a failure.
    pub async fn close(&self) -> Result<(), DatabaseError> {
        if let Some(tenants) = self.tenants() {
            tenants.close().await;
        }
        self.0.writer.close();
        self.0.slots.close();
        self.replicas().close().await;
        self.0.connection.close_by_ref().await?;
        tracing::debug!(database = %self.0.url, "database closed");
        Ok(())
    }

    /// Waits until no transaction is under way. New ones may still begin: what is in flight while
    /// an application drains needs them.
    pub async fn drained(&self) {
        let mut running = self.0.running.subscribe();
        // The sender lives as long as this.
        let _ = running.wait_for(|count| *count == 0).await;
    }

    /// A connection that may be taken from the pool; those who find none free wait in line.
    pub(crate) async fn slot(&self) -> Result<OwnedSemaphorePermit, DbErr> {
        let closed = || DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        match Arc::clone(&self.0.slots).try_acquire_owned() {
            Ok(slot) => return Ok(slot),
            Err(TryAcquireError::Closed) => return Err(closed()),
            Err(TryAcquireError::NoPermits) => {}
        }
        let patience = self.0.settings.acquire_timeout;
        let wait = timeout(patience, Arc::clone(&self.0.slots).acquire_owned());
        match self.0.observer.waited(wait).await {
            Ok(slot) => slot.map_err(|_| closed()),
            Err(_) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        }
    }

    /// Counts a transaction as under way until it is dropped.
    pub(crate) fn running(&self) -> Underway<'_> {
        self.0.running.send_modify(|count| *count += 1);
        Underway {
            running: &self.0.running,
            observer: &self.0.observer,
            begun: false,
        }
    }

    pub(crate) fn underway(&self) -> usize {
        *self.0.running.borrow()
    }

    pub(crate) fn replicas(&self) -> &Replicas {
        match self.tenants() {
            // They are copies of what all share.
            Some(tenants) => &tenants.shared().0.replicas,
            None => &self.0.replicas,
        }
    }

    pub(crate) fn observer(&self) -> &Arc<Observer> {
        &self.0.observer
    }

    /// What tells it from other databases of the process.
    pub(crate) fn id(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    pub(crate) fn contexts(&self) -> &Contexts {
        &self.0.contexts
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
