use purlin::{
    database::{Database, Migrated},
    prelude::*,
};

use crate::{CachedCatalog, CatalogApi, CatalogConfig, CatalogSchema, ProductRepo};

/// What the shop sells: provides `dyn Catalog`, serves `/products`.
pub struct CatalogModule;

#[module(config = CatalogConfig, components = [ProductRepo, CachedCatalog, CatalogApi])]
impl CatalogModule {
    #[provides]
    async fn schema(database: &Database) -> Result<Migrated<CatalogSchema>, Error> {
        Ok(database.migrate().await?)
    }
}
