//! Tenants that have databases or schemas of their own: a pool each, found by the context.

mod pool;
mod settings;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak},
};

use purlin::{context::ExecutionContext, prelude::PerTenant, tenant::TenantId};

pub use pool::TenantDatabase;
pub use settings::Tenancy;
pub(crate) use settings::check;
#[cfg(feature = "postgres")]
pub(crate) use settings::quoted;

use crate::{
    Database, DatabaseConfig, DatabaseError, Schema,
    database::Inner,
    migration::{Migrations, apply},
};

/// What a database keeps of tenants that are apart from each other.
pub(crate) struct Tenants {
    /// The database that all share.
    shared: Database,
    /// The settings of whichever tenant opens next; its password may be another by then.
    config: Mutex<DatabaseConfig>,
    /// The application's way from a context to what its tenant has.
    door: OnceLock<PerTenant<TenantDatabase>>,
    /// What is open.
    open: Mutex<HashMap<TenantId, Weak<Inner>>>,
    /// The tables of each tenant, in the order in which they are made.
    schemas: Mutex<Vec<Planned>>,
}

#[derive(Clone, Copy)]
struct Planned {
    name: &'static str,
    migrations: fn() -> Migrations,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tenants {
    pub(crate) fn new(shared: Database, config: &DatabaseConfig) -> Self {
        Self {
            shared,
            config: Mutex::new(config.clone()),
            door: OnceLock::new(),
            open: Mutex::default(),
            schemas: Mutex::default(),
        }
    }

    pub(crate) const fn shared(&self) -> &Database {
        &self.shared
    }

    /// The databases that are open, of tenants that have not been removed.
    fn living(&self) -> Vec<Database> {
        let mut open = locked(&self.open);
        open.retain(|_, inner| inner.strong_count() > 0);
        open.values().filter_map(Database::upgraded).collect()
    }

    /// Lets the pools of tenants, too, go on with other credentials.
    pub(crate) async fn rotate(&self, config: &DatabaseConfig) -> Result<(), DatabaseError> {
        locked(&self.config).password.clone_from(&config.password);
        locked(&self.config).url = config.url.clone();
        for database in self.living() {
            // A schema is where the shared database is; a database of its own stays where it is.
            let url = match config.tenancy {
                Tenancy::Database => database.url().clone(),
                _ => config.url.clone(),
            };
            let config = DatabaseConfig {
                url,
                ..config.clone()
            };
            database.rotate_own(&config).await?;
        }
        Ok(())
    }

    pub(crate) async fn close(&self) {
        for database in self.living() {
            if let Err(error) = Box::pin(database.close()).await {
                tracing::debug!(?database, %error, "the database of a tenant was not closed at once");
            }
        }
    }

    /// Remembers the tables of `S`, for each tenant that comes, and makes them for those that have
    /// come.
    pub(crate) async fn migrate<S: Schema>(&self) -> Result<(), DatabaseError> {
        {
            let mut schemas = locked(&self.schemas);
            if schemas.iter().all(|known| known.name != S::NAME) {
                schemas.push(Planned {
                    name: S::NAME,
                    migrations: S::migrations,
                });
            }
        }
        for database in self.living() {
            apply(&database, S::NAME, S::migrations()).await?;
        }
        Ok(())
    }
}

impl Database {
    /// The database that all tenants share, where tenants are kept apart: what is in no tenant is
    /// done there. Otherwise it is the database itself.
    #[must_use]
    pub fn shared(&self) -> Self {
        match self.tenants() {
            Some(tenants) => tenants.shared.clone(),
            None => self.clone(),
        }
    }

    /// Opens the database or schema of a tenant, outside of its context: for what is done tenant by
    /// tenant, as by an administrator. It is migrated as far as the schemas are known. Whoever opens
    /// it closes it. Where tenants are not apart, it is the database itself.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect) and of [`migrate`](Self::migrate);
    /// [`DatabaseError::Tenancy`] if the tenant's address cannot be made.
    pub async fn for_tenant(&self, tenant: &TenantId) -> Result<Self, DatabaseError> {
        let Some(tenants) = self.tenants() else {
            return Ok(self.clone());
        };
        let config = locked(&tenants.config).clone();
        let (config, schema) = settings::of_tenant(&config, tenant)?;
        let own = tenants.shared.beside(&config, schema.as_deref()).await?;
        let prepared = async {
            if let Some(schema) = schema.filter(|_| config.migrate_on_start) {
                settings::make_schema(&own, &schema).await?;
            }
            locked(&tenants.open).insert(tenant.clone(), own.downgraded());
            let schemas = locked(&tenants.schemas).clone();
            for schema in schemas {
                apply(&own, schema.name, (schema.migrations)()).await?;
            }
            Ok(())
        };
        match prepared.await {
            Ok(()) => Ok(own),
            Err(error) => {
                let _ = own.close().await;
                Err(error)
            }
        }
    }

    /// The database of the current tenant, where tenants are apart: opened, if nobody has asked it
    /// yet. Otherwise it is the database itself. Whoever asks the database asks that one anyway.
    ///
    /// # Errors
    /// [`DatabaseError::NoTenant`]; [`DatabaseError::TenantAway`] if it cannot be opened.
    pub async fn of_current_tenant(&self) -> Result<Self, DatabaseError> {
        let own = self.of_tenant().await?;
        Ok(own.unwrap_or_else(|| self.clone()))
    }

    pub(crate) async fn of_tenant(&self) -> Result<Option<Self>, DatabaseError> {
        match self.tenants() {
            None => Ok(None),
            Some(tenants) => tenants.current().await.map(Some),
        }
    }

    /// Lets it find the tenants of an application.
    pub(crate) fn has_tenants(&self, door: &PerTenant<TenantDatabase>) {
        if let Some(tenants) = self.tenants() {
            let _ = tenants.door.set(door.clone());
        }
    }
}

impl Tenants {
    async fn current(&self) -> Result<Database, DatabaseError> {
        let Some(tenant) = current() else {
            return Err(DatabaseError::NoTenant);
        };
        let Some(door) = self.door.get() else {
            return Err(DatabaseError::Tenancy {
                what: "no application has started that knows its tenants".to_owned(),
            });
        };
        match door.get().await {
            Ok(own) => Ok(own.database().clone()),
            Err(error) if error.code() == "PL1402" => Err(DatabaseError::NoTenant),
            Err(error) => Err(DatabaseError::TenantAway {
                tenant: tenant.to_string(),
                source: Arc::new(error),
            }),
        }
    }
}

/// The tenant of the current context.
pub(crate) fn current() -> Option<TenantId> {
    ExecutionContext::with_current(|context| context.tenant().cloned()).flatten()
}

impl fmt::Debug for Tenants {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tenants").finish_non_exhaustive()
    }
}
