use std::sync::Arc;

use async_trait::async_trait;
use purlin::{cache::Cache, prelude::*};

use crate::{Catalog, CatalogConfig, CatalogError, Product};

/// Keeps the list of all products for a while: every visitor looks at it, and it hardly changes.
/// What is ordered is looked up each time all the same, for prices must be right.
#[decorates(dyn Catalog)]
pub struct CachedCatalog {
    inner: Arc<dyn Catalog>,
    config: Arc<CatalogConfig>,
    cache: Arc<Cache>,
}

#[async_trait]
impl Catalog for CachedCatalog {
    async fn all(&self) -> Result<Vec<Product>, CatalogError> {
        if self.config.keep_list.is_zero() {
            return self.inner.all().await;
        }
        // What the shop sells is the same for all tenants.
        let lists = self.cache.region("catalog").shared();
        let lists = lists.ttl(self.config.keep_list);
        let all = lists.get_or_load("all", async || self.inner.all().await);
        Ok(Arc::unwrap_or_clone(all.await?))
    }

    async fn find(&self, ids: &[&str]) -> Result<Vec<Product>, CatalogError> {
        self.inner.find(ids).await
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use purlin::cache::CacheConfig;

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    #[async_trait]
    impl Catalog for Counting {
        async fn all(&self) -> Result<Vec<Product>, CatalogError> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Ok(Vec::new())
        }

        async fn find(&self, _ids: &[&str]) -> Result<Vec<Product>, CatalogError> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Ok(Vec::new())
        }
    }

    async fn cached(inner: &Arc<Counting>, keep_list: Duration) -> CachedCatalog {
        let cache = Cache::connect(&CacheConfig::default()).await.unwrap();
        CachedCatalog {
            inner: Arc::clone(inner) as Arc<dyn Catalog>,
            config: Arc::new(CatalogConfig { keep_list }),
            cache: Arc::new(cache),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_list_is_asked_for_once_in_a_while_and_what_is_ordered_each_time() {
        let inner = Arc::new(Counting::default());
        let catalog = cached(&inner, Duration::from_secs(5)).await;
        for _ in 0..3 {
            catalog.all().await.unwrap();
        }
        assert_eq!(inner.0.load(Ordering::SeqCst), 1);
        tokio::time::advance(Duration::from_secs(5)).await;
        catalog.all().await.unwrap();
        catalog.find(&[]).await.unwrap();
        catalog.find(&[]).await.unwrap();
        assert_eq!(inner.0.load(Ordering::SeqCst), 4);
    }

    #[tokio::test]
    async fn with_no_time_it_is_asked_for_each_time() {
        let inner = Arc::new(Counting::default());
        let catalog = cached(&inner, Duration::ZERO).await;
        for _ in 0..3 {
            catalog.all().await.unwrap();
        }
        assert_eq!(inner.0.load(Ordering::SeqCst), 3);
    }
}
