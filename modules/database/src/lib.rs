#![doc = include_str!("../README.md")]

mod config;
mod database;
mod error;
mod health;
mod migration;
mod module;
mod sqlite;
mod transaction;
mod url;

pub use config::DatabaseConfig;
pub use database::Database;
pub use error::{DatabaseError, codes};
pub use health::DatabaseHealth;
pub use migration::{Migrated, Migrations, Schema};
pub use module::DatabaseModule;
pub use sea_orm;
pub use sea_orm_migration;
pub use url::DatabaseUrl;
