//! Run it with the shop around it: `cargo run -p storefront`, then `curl localhost:8080/products`.
//!
//! The catalog is a crate of its own: other modules see [`Catalog`] and nothing of what is behind.

mod api;
mod catalog;
mod entity;
mod error;
mod module;
mod repo;
mod schema;

pub use api::CatalogApi;
pub use catalog::{Catalog, Product};
pub use error::CatalogError;
pub use module::CatalogModule;
pub use repo::ProductRepo;
pub use schema::CatalogSchema;
