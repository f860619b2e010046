use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use purlin::prelude::*;
use tokio::time::Instant;

use crate::{Catalog, CatalogConfig, CatalogError, Product};

/// Keeps the list of all products for a while: every visitor looks at it, and it hardly changes.
/// What is ordered is looked up each time all the same, for prices must be right.
#[decorates(dyn Catalog)]
pub struct CachedCatalog {
    inner: Arc<dyn Catalog>,
    config: Arc<CatalogConfig>,
    #[value(Mutex::default())]
    all: Mutex<Option<(Instant, Vec<Product>)>>,
}

impl CachedCatalog {
    fn kept(&self) -> Option<Vec<Product>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, products) = all.as_ref()?;
        (since.elapsed() < self.config.keep_list).then(|| products.clone())
    }
}

#[async_trait]
impl Catalog for CachedCatalog {
    async fn all(&self) -> Result<Vec<Product>, CatalogError> {
        if let Some(products) = self.kept() {
            return Ok(products);
        }
        let asked = Instant::now();
        let products = self.inner.all().await?;
        *self.all.lock().unwrap_or_else(PoisonError::into_inner) = Some((asked, products.clone()));
        Ok(products)
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

    #[tokio::test(start_paused = true)]
    async fn the_list_is_asked_for_once_in_a_while_and_what_is_ordered_each_time() {
        let inner = Arc::new(Counting::default());
        let cached = CachedCatalog {
            inner: Arc::clone(&inner) as Arc<dyn Catalog>,
            config: Arc::new(CatalogConfig {
                keep_list: Duration::from_secs(5),
            }),
            all: Mutex::default(),
        };
        for _ in 0..3 {
            cached.all().await.unwrap();
        }
        assert_eq!(inner.0.load(Ordering::SeqCst), 1);
        tokio::time::advance(Duration::from_secs(5)).await;
        cached.all().await.unwrap();
        cached.find(&[]).await.unwrap();
        cached.find(&[]).await.unwrap();
        assert_eq!(inner.0.load(Ordering::SeqCst), 4);
    }
}
