//! The catalog in an application of its own.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use purlin::{app::Running, cache::CacheModule, database::DatabaseModule, prelude::*};
use storefront_catalog::{Catalog, CatalogModule};

/// A shop window: things to look at, nothing to buy.
#[app(modules = [CacheModule, DatabaseModule, CatalogModule])]
pub struct Window;

async fn open() -> Running<Window> {
    let builder = Window::builder().config("database.url", "sqlite::memory:");
    builder.start().await.unwrap()
}

#[tokio::test]
async fn the_first_products_are_there_by_name() {
    let window = open().await;
    let products = window.get::<dyn Catalog>().all().await.unwrap();
    let names: Vec<_> = products
        .iter()
        .map(|product| product.name.as_str())
        .collect();
    assert_eq!(names.len(), 5);
    assert!(names.is_sorted(), "{names:?}");
    window.stop().await.unwrap();
}

#[tokio::test]
async fn only_what_exists_is_found() {
    let window = open().await;
    let catalog = window.get::<dyn Catalog>();
    let found = catalog
        .find(&["ridge-tile", "gold", "ridge-tile"])
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].id.as_str(), found[0].price_cents),
        ("ridge-tile", 790)
    );
    assert!(catalog.find(&[]).await.unwrap().is_empty());
    window.stop().await.unwrap();
}
