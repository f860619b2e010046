use purlin::prelude::*;

use crate::{Database, DatabaseConfig, DatabaseHealth};

/// Provides [`Database`]: opened at start, checked for health, closed at stop.
pub struct DatabaseModule;

#[module(config = DatabaseConfig)]
impl DatabaseModule {
    #[provides]
    async fn database(config: &DatabaseConfig) -> Result<Database, Error> {
        Ok(Database::connect(config).await?)
    }

    #[health]
    async fn answers(database: &Database) -> Health {
        DatabaseHealth::check(database).await
    }

    #[on_stop]
    async fn close(database: &Database) -> Result<(), Error> {
        Ok(database.close().await?)
    }
}
