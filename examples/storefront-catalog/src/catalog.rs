use async_trait::async_trait;
use purlin::api::{Between, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::CatalogError;

/// What the shop sells.
#[async_trait]
pub trait Catalog: Send + Sync {
    /// Every product, by name.
    async fn all(&self) -> Result<Vec<Product>, CatalogError>;

    /// Those of `ids` that exist, in any order.
    async fn find(&self, ids: &[&str]) -> Result<Vec<Product>, CatalogError>;
}

/// Something that can be ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Product {
    /// A short name that never changes, `oak-purlin-4m`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The price of one, in cents.
    pub price_cents: i64,
}

/// What products can be asked for by.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct ProductFilter {
    /// What people call it.
    pub name: Words,
    /// The price of one, in cents.
    pub price_cents: Between<i64>,
}

impl ProductFilter {
    /// Whether a product is one of those that are asked for.
    #[must_use]
    pub fn fits(&self, product: &Product) -> bool {
        self.name.matches(&product.name) && self.price_cents.matches(&product.price_cents)
    }
}
