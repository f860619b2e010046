//! Migrations: declared by the module that owns the tables, applied before anything uses them.

mod history;
mod list;
mod runner;
mod schema;

pub use list::Migrations;
pub use schema::{Migrated, Schema};
