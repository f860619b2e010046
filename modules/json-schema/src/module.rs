use purlin::{error::Error, module};

use crate::{JsonSchemaConfig, Schemas};

/// Provides [`Schemas`], compiled at start.
pub struct JsonSchemaModule;

#[module(config = JsonSchemaConfig)]
impl JsonSchemaModule {
    /// The schemas of the application.
    #[provides]
    fn schemas(config: &JsonSchemaConfig) -> Result<Schemas, Error> {
        let schemas = Schemas::load(config)?;
        tracing::debug!(schemas = schemas.names().count(), "schemas are compiled");
        Ok(schemas)
    }
}
