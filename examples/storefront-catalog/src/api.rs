use purlin::{
    api::{Fields, Filter, Sparse},
    http_server::{
        Routes,
        axum::{Json, extract::Path},
        routes,
    },
    prelude::*,
};

use crate::{Catalog, CatalogError, Product, ProductFilter};

/// The catalog over HTTP.
#[contributes(dyn Routes)]
pub struct CatalogApi {
    catalog: Arc<dyn Catalog>,
}

#[routes]
impl CatalogApi {
    /// Everything that can be ordered, by name.
    #[get("/products", etag, errors = [503])]
    async fn list(
        &self,
        filter: Filter<ProductFilter>,
        fields: Fields<Product>,
    ) -> Result<Json<Vec<Sparse<Product>>>, CatalogError> {
        let all = self.catalog.all().await?.into_iter();
        let fitting = all.filter(|product| filter.fits(product));
        Ok(Json(fitting.map(|product| fields.of(product)).collect()))
    }

    /// One product.
    #[get("/products/{id}", etag, errors = [404, 503])]
    async fn read(&self, Path(id): Path<String>) -> Result<Json<Product>, CatalogError> {
        let found = self.catalog.find(&[&id]).await?.pop();
        found.map(Json).ok_or(CatalogError::NotFound(id))
    }
}
