//! Migrations: declared by the module that owns the tables, applied before anything uses them.

mod history;
mod list;
mod lock;
mod plan;
mod runner;
mod schema;
mod sql;
mod status;
mod undo;

pub use list::Migrations;
pub(crate) use plan::{MigrationPlan, Planned};
pub(crate) use schema::apply;
pub use schema::{Migrated, Schema};
pub use sql::Sql;
pub use status::{MigrationState, MigrationStatus};
