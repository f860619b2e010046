use purlin::{context::Contexts, events::Events, prelude::*};

use crate::{Database, DatabaseConfig, DatabaseHealth, MigrateCommand, TenantDatabase};

/// Provides [`Database`]: opened at start, checked for health, closed at stop; and the command
/// `migrate`.
pub struct DatabaseModule;

#[module(config = DatabaseConfig, components = [MigrateCommand])]
impl DatabaseModule {
    #[provides]
    async fn database(
        config: &DatabaseConfig,
        contexts: &Contexts,
        events: &Events,
    ) -> Result<Database, Error> {
        Ok(Database::connect_in(config, contexts, Some(events)).await?)
    }

    /// What a tenant has by itself; nobody asks for it unless `database.tenancy` says so.
    #[provides(scope = tenant, on_drop = TenantDatabase::close)]
    async fn of_tenant(database: Arc<Database>) -> Result<TenantDatabase, Error> {
        TenantDatabase::open(&database).await
    }

    #[on_start]
    fn tenants(database: &Database, door: PerTenant<TenantDatabase>) {
        database.has_tenants(&door);
    }

    /// What the server refuses, the reload refuses.
    #[on_reload]
    async fn rotate(database: &Database, change: &Change<DatabaseConfig>) -> Result<(), Error> {
        Ok(database.rotate(change.after()).await?)
    }

    #[health]
    async fn answers(database: &Database) -> Health {
        DatabaseHealth::check(database).await
    }

    /// Those who are in the middle of something may end it.
    #[on_drain]
    async fn drain(database: &Database) {
        database.drained().await;
    }

    #[on_stop]
    async fn close(database: &Database) -> Result<(), Error> {
        Ok(database.close().await?)
    }
}
