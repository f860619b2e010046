use purlin::{
    database::{Database, Migrated},
    prelude::*,
};

use crate::{CatalogApi, CatalogSchema, ProductRepo};

/// What the shop sells: provides `dyn Catalog`, serves `/products`.
pub struct CatalogModule;

#[module(components = [ProductRepo, CatalogApi])]
impl CatalogModule {
    #[provides]
    async fn schema(database: &Database) -> Result<Migrated<CatalogSchema>, Error> {
        Ok(database.migrate().await?)
    }
}
