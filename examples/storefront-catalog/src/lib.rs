//! Run it: `cargo run -p storefront`, the shop around it, then `curl localhost:8080/products`.
//!
//! The catalog is a crate of its own: other modules see [`Catalog`] and nothing of what is behind.

mod api;
mod cached;
mod catalog;
mod config;
mod entity;
mod error;
mod module;
mod repo;
mod schema;

pub use api::CatalogApi;
pub use cached::CachedCatalog;
pub use catalog::{Catalog, Product, ProductFilter};
pub use config::CatalogConfig;
pub use error::CatalogError;
pub use module::CatalogModule;
pub use repo::ProductRepo;
pub use schema::CatalogSchema;
