use async_trait::async_trait;
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
