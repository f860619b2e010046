//! Modules of Purlin are listed like any other.
use purlin::{cache::Cache, prelude::*};

#[provides]
pub struct Catalog {
    cache: Arc<Cache>,
}

pub struct CatalogModule;

#[module(components = [Catalog])]
impl CatalogModule {
    #[on_start]
    async fn warm(_catalog: &Catalog) {}
}

#[app(modules = [purlin::cache::CacheModule, CatalogModule])]
pub struct Storefront;

fn main() {}
