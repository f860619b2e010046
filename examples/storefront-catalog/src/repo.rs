use async_trait::async_trait;
use purlin::{
    database::{
        Migrated,
        sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder},
    },
    prelude::*,
};

use crate::{
    Catalog, CatalogError, CatalogSchema, Product,
    entity::{Column, Entity, Model},
};

/// The catalog in the database.
#[provides(as = dyn Catalog)]
pub struct ProductRepo {
    database: Arc<Migrated<CatalogSchema>>,
}

#[async_trait]
impl Catalog for ProductRepo {
    async fn all(&self) -> Result<Vec<Product>, CatalogError> {
        let query = Entity::find().order_by_asc(Column::Name);
        let rows = query.all(&*self.database).await?;
        Ok(rows.into_iter().map(product).collect())
    }

    async fn find(&self, ids: &[&str]) -> Result<Vec<Product>, CatalogError> {
        // No product has a NUL character in its id, and PostgreSQL refuses to look for one.
        let ids = ids.iter().copied().filter(|id| !id.contains('\0'));
        let query = Entity::find().filter(Column::Id.is_in(ids));
        let rows = query.all(&*self.database).await?;
        Ok(rows.into_iter().map(product).collect())
    }
}

fn product(row: Model) -> Product {
    Product {
        id: row.id,
        name: row.name,
        price_cents: row.price_cents,
    }
}
