//! Run it: `cargo run -p choosing`, then `cargo run -p choosing -- --set cache.backend=shared`, and see in
//! the log which cache is there; with `--set search.nodes=` one module is left out.
//!
//! One idea: all caches are compiled in and wired, and a setting says which is made; and search is
//! `optional`, so the application starts without it.

use purlin::prelude::*;

mod cache;
mod search;

pub use cache::{Cache, CacheConfig, CacheModule, MemoryCache, SharedCache};
pub use search::{Index, SearchConfig, SearchModule};

/// Finds articles by what is there to find them with.
#[provides]
pub struct Catalog {
    cache: Arc<dyn Cache>,
    index: Option<Arc<Index>>,
}

impl Catalog {
    /// How it finds things.
    #[must_use]
    pub fn ways(&self) -> String {
        let cache = self.cache.name();
        match &self.index {
            Some(index) => format!("{cache}, then {} nodes", index.nodes()),
            None => format!("{cache}, then by hand"),
        }
    }
}

/// Provides the catalog.
pub struct CatalogModule;

#[module(components = [Catalog])]
impl CatalogModule {
    #[on_start]
    fn say(catalog: &Catalog) {
        tracing::info!(ways = catalog.ways(), "catalog");
    }
}

/// The application.
#[app(modules = [CacheModule, CatalogModule, optional SearchModule], expose = [Catalog])]
pub struct Shop;
