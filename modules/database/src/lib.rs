#![doc = include_str!("../README.md")]

mod command;
mod config;
mod database;
mod engine;
mod error;
mod health;
mod metrics;
mod migration;
mod module;
mod observe;
mod outbox;
mod replica;
mod repository;
mod stats;
mod tenant;
pub mod testing;
mod tls;
mod transaction;
mod url;

pub use command::MigrateCommand;
pub use config::DatabaseConfig;
pub use database::Database;
pub use engine::Engine;
pub use error::{DatabaseError, codes};
pub use health::DatabaseHealth;
pub use metrics::{DatabaseMetrics, Durations};
pub use migration::{Migrated, MigrationState, MigrationStatus, Migrations, Schema, Sql};
pub use module::DatabaseModule;
pub use outbox::{
    MessageParked, Outbox, OutboxConfig, OutboxMessage, OutboxModule, OutboxRelay, OutboxSchema,
    OutboxStats,
};
pub use purlin_database_macros::transactional;
pub use replica::{Reader, ReplicaAway, ReplicaBack, ReplicaState};
pub use repository::{Keyset, KeysetPage, Managed, Page, PageRequest, Repository};
pub use sea_orm;
pub use sea_orm_migration;
pub use stats::DatabaseStats;
pub use tenant::{Tenancy, TenantDatabase};
pub use tls::TlsMode;
pub use transaction::{Nesting, Transaction, TransactionPolicy};
pub use url::DatabaseUrl;

/// What expansions of `#[transactional]` name; not an interface for people.
#[doc(hidden)]
pub mod __private {
    pub use crate::transaction::{transactional, transactional_again};
}
