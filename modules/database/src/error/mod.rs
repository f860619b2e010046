//! What can go wrong with a database, each with its code and the one thing to do about it.

mod cause;
pub mod codes;
mod convert;

use std::sync::Arc;

use purlin::error::{BoxError, Category, Error};
use sea_orm::DbErr;

use cause::root;

pub(crate) use cause::Cause;
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) use cause::is_unreachable;

/// A failure of the database. No variant holds or prints credentials or bound values.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// The database cannot be opened.
    #[error("cannot open the database `{target}`: {reason}")]
    Open {
        /// Where it is, without credentials.
        target: String,
        /// Why, in one clause.
        reason: String,
        /// What the driver said, if it was asked.
        #[source]
        source: Option<DbErr>,
    },
    /// The address of the database is not one that this build understands.
    #[error("the database address {reason}")]
    Url {
        /// What is wrong with it: a clause that follows "the database address".
        reason: String,
    },
    /// A migration failed; the ones before it stay applied.
    #[error("migration `{migration}` of schema `{schema}` failed")]
    Migration {
        /// The schema's name.
        schema: &'static str,
        /// The migration's name.
        migration: String,
        /// Whether some of its statements may have been done, on a server that cannot undo the
        /// definition of tables; otherwise it left nothing behind.
        half: bool,
        /// Why.
        #[source]
        source: DbErr,
    },
    /// No connection, or no turn to write, became free in time.
    #[error("{what} did not become free within `database.acquire_timeout`")]
    Acquire {
        /// What was waited for: `a connection` or `the turn to write`.
        what: &'static str,
    },
    /// Two migrations of one schema, or two schemas, have the same name.
    #[error("{what}")]
    Duplicate {
        /// Which name is taken, and by whom.
        what: String,
    },
    /// The migrations in the code are not those that were applied to this database.
    #[error("the migrations of schema `{schema}` are not those applied to this database: {what}")]
    History {
        /// The schema's name.
        schema: &'static str,
        /// The first difference.
        what: String,
    },
    /// Migrations are waiting, and `database.migrate_on_start` is false.
    #[error("schema `{schema}` waits for {}", list(.migrations))]
    Pending {
        /// The schema's name.
        schema: &'static str,
        /// The names of the migrations that are not applied, in order.
        migrations: Vec<String>,
    },
    /// The database has been closed.
    #[error("the database is closed")]
    Closed,
    /// Another connection or process held a lock for longer than `database.lock_timeout`.
    #[error("the database is locked by another connection or process")]
    Locked(#[source] DbErr),
    /// The server does not answer, or the connection to it is gone.
    #[error("there is no connection to the database `{target}`")]
    Unreachable {
        /// Where it is, without credentials.
        target: String,
        /// What the driver said, if it said anything.
        #[source]
        source: Option<DbErr>,
    },
    /// The connection was lost while it was in use.
    #[error("the connection to the database was lost")]
    Lost(#[source] DbErr),
    /// Two transactions got in each other's way, and the database gave this one up.
    #[error("the transaction was given up for another one")]
    Conflict(#[source] DbErr),
    /// A statement took longer than `database.statement_timeout`.
    #[error("a statement took longer than `database.statement_timeout`")]
    Timeout(#[source] DbErr),
    /// A migration began and did not end, on a server that cannot undo the definition of tables.
    #[error("migration `{migration}` of schema `{schema}` was left half-way")]
    HalfApplied {
        /// The schema's name.
        schema: &'static str,
        /// The migration's name.
        migration: String,
    },
    /// A text of a statement has a character that the database cannot keep, such as NUL.
    #[error("a text has a character that the database cannot keep")]
    Text(#[source] DbErr),
    /// A statement failed.
    #[error("a statement failed")]
    Statement(#[source] DbErr),
    /// A migration does not say how it is undone.
    #[error("migration `{migration}` of schema `{schema}` does not say how it is undone")]
    Irreversible {
        /// The schema's name.
        schema: &'static str,
        /// The migration's name.
        migration: String,
    },
    /// A transaction cannot be what its policy says inside of another one.
    #[error("a transaction cannot begin inside of another one: {what}")]
    Nesting {
        /// Why, in one clause.
        what: &'static str,
    },
    /// The work of a transaction ended well, and nothing of it could be kept.
    #[error("the transaction was rolled back: {why}")]
    RolledBack {
        /// Why, in one clause.
        why: &'static str,
    },
    /// The work of a transaction was not done by the deadline of its context; nothing was kept.
    #[error("the transaction was not done by the deadline of its request")]
    Deadline,
    /// The connection was lost during the commit: the transaction was kept as a whole or not at
    /// all, and nobody can tell which.
    #[error("the connection was lost during a commit")]
    UnknownOutcome(#[source] DbErr),
    /// A row was changed by somebody else since it was read; nothing was changed.
    #[error("a row of `{table}` was changed by somebody else")]
    Stale {
        /// The table.
        table: String,
    },
    /// There is no row with the key.
    #[error("there is no such row in `{table}`")]
    NotFound {
        /// The table.
        table: String,
    },
    /// A page cannot be that of the request.
    #[error("there is no such page: {what}")]
    Page {
        /// Why, in one clause.
        what: &'static str,
    },
    /// An entity cannot be managed as it says.
    #[error("the table `{table}` cannot be managed: {what}")]
    Unmanageable {
        /// The table.
        table: String,
        /// Why, in one clause.
        what: String,
    },
    /// A message of the outbox cannot be written down.
    #[error("a message for `{topic}` has no JSON")]
    Message {
        /// Its topic.
        topic: String,
        /// Why.
        #[source]
        source: Arc<serde_json::Error>,
    },
    /// No tenant is current, and tenants are kept apart.
    #[error("this needs a tenant, and none is current")]
    NoTenant,
    /// Tenants cannot be kept apart as the settings say.
    #[error("tenants cannot be kept apart so: {what}")]
    Tenancy {
        /// Why, in one clause.
        what: String,
    },
    /// The database or the schema of a tenant cannot be opened.
    #[error("the database of the tenant `{tenant}` cannot be opened")]
    TenantAway {
        /// The tenant.
        tenant: String,
        /// Why.
        #[source]
        source: Arc<Error>,
    },
    /// What was asked of the command `migrate` cannot be done.
    #[error("{told}")]
    Command {
        /// Why.
        told: String,
    },
}

impl DatabaseError {
    /// The stable code, `"PL1301"`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open { .. } => codes::OPEN,
            Self::Url { .. } => codes::URL,
            Self::Migration { .. } => codes::MIGRATION,
            Self::Acquire { .. } => codes::ACQUIRE,
            Self::Duplicate { .. } => codes::DUPLICATE,
            Self::History { .. } => codes::HISTORY,
            Self::Pending { .. } => codes::PENDING,
            Self::Closed => codes::CLOSED,
            Self::Locked(_) => codes::LOCKED,
            Self::Statement(_) => codes::STATEMENT,
            Self::Text(_) => codes::TEXT,
            Self::Unreachable { .. } | Self::Lost(_) => codes::UNREACHABLE,
            Self::Conflict(_) => codes::CONFLICT,
            Self::Timeout(_) => codes::TIMEOUT,
            Self::HalfApplied { .. } => codes::HALF_APPLIED,
            Self::Irreversible { .. } => codes::IRREVERSIBLE,
            Self::Nesting { .. } => codes::NESTING,
            Self::RolledBack { .. } => codes::ROLLED_BACK,
            Self::Deadline => codes::DEADLINE,
            Self::UnknownOutcome(_) => codes::UNKNOWN_OUTCOME,
            Self::Command { .. } => codes::COMMAND,
            Self::Stale { .. } => codes::STALE,
            Self::Message { .. } => codes::MESSAGE,
            Self::NotFound { .. } => codes::NOT_FOUND,
            Self::Page { .. } => codes::PAGE,
            Self::Unmanageable { .. } => codes::UNMANAGEABLE,
            Self::NoTenant => codes::NO_TENANT,
            Self::Tenancy { .. } => codes::TENANCY,
            Self::TenantAway { .. } => codes::TENANT_AWAY,
        }
    }

    /// The class of failure.
    #[must_use]
    pub const fn category(&self) -> Category {
        match self {
            Self::Url { .. } | Self::Tenancy { .. } => Category::Config,
            Self::NoTenant => Category::Security,
            Self::Command { .. } => Category::Usage,
            Self::Page { .. } | Self::Text(_) => Category::Validation,
            Self::Stale { .. }
            | Self::NotFound { .. }
            | Self::Unmanageable { .. }
            | Self::Message { .. } => Category::Domain("database"),
            Self::Migration { .. }
            | Self::Duplicate { .. }
            | Self::History { .. }
            | Self::Pending { .. }
            | Self::HalfApplied { .. }
            | Self::Irreversible { .. } => Category::Lifecycle,
            _ => Category::Dependency,
        }
    }

    const fn action(&self) -> &'static str {
        match self {
            Self::Open { .. } => {
                "check `database.url`, and what the cause below says about the folder, the user \
                 or the certificate"
            }
            Self::Url { .. } => {
                "write `database.url` like `sqlite://data.sqlite` or `postgres://user@host/name`"
            }
            Self::Migration { half: true, .. } => {
                "mend the migration and, by hand, the tables, for its first statements stay done; \
                 then say so with `migrate resolve`"
            }
            Self::Migration { .. } => {
                "mend the migration and start again; what was applied before it stays"
            }
            Self::Acquire { .. } => {
                "await nothing inside `transaction(…)` that waits for a connection of its own; \
                 under real load raise `database.max_connections`"
            }
            Self::Duplicate { .. } => "give each schema, and each migration in it, its own name",
            Self::History { .. } => {
                "put applied migrations back as they were and add a new one at the end"
            }
            Self::Pending { .. } => {
                "run `migrate up`, or start once with `database.migrate_on_start = true`"
            }
            Self::Closed => "ask the database nothing after its module has stopped",
            Self::Locked(_) => {
                "look for another process with a long write transaction, or raise \
                 `database.lock_timeout`"
            }
            Self::Unreachable { .. } => {
                "check that the server runs, and that `database.url` names its host and port"
            }
            Self::Lost(_) => "look for a restart of the server or a broken network; try again",
            Self::Conflict(_) => "try the whole transaction again",
            Self::Timeout(_) => {
                "give the statement an index or less to do, or raise `database.statement_timeout`"
            }
            Self::HalfApplied { .. } => {
                "compare the tables with the migration, mend them by hand, and say so with \
                 `migrate resolve`"
            }
            Self::Irreversible { .. } => {
                "give it a `down`, or write a new migration that takes back what it did"
            }
            Self::Nesting { .. } => "begin it outside, or give it another `Nesting`",
            Self::RolledBack { .. } => {
                "pass errors inside of a transaction on, or give the part that may fail one of its own"
            }
            Self::Deadline => "give the request more time, or the transaction less to do",
            Self::UnknownOutcome(_) => {
                "look whether the data is there before you try again, best by a key of the request"
            }
            Self::Command { .. } => "ask `migrate status` what there is",
            Self::NoTenant => {
                "enter a tenant first, or ask `database.shared()` or `of_all_tenants()` for what is \
                 everybody's"
            }
            Self::Tenancy { .. } => "see `database.tenancy` and the settings that it names",
            Self::TenantAway { .. } => "see the cause; the other tenants are served",
            Self::Statement(_) => "see the cause",
            Self::Text(_) => "send the text without it; PostgreSQL keeps no NUL character",
            Self::Message { .. } => "let its payload be one that serde can write as JSON",
            Self::Stale { .. } => "read it again and decide anew",
            Self::NotFound { .. } => "check the key, and whether the row was deleted",
            Self::Page { .. } => "ask for the first page again",
            Self::Unmanageable { .. } => "see what `Managed` says of the columns of its entity",
        }
    }

    fn into_cause(self) -> Option<BoxError> {
        match self {
            Self::Open { source, .. } | Self::Unreachable { source, .. } => source.map(root),
            Self::Migration { source, .. }
            | Self::Locked(source)
            | Self::Conflict(source)
            | Self::UnknownOutcome(source)
            | Self::Lost(source)
            | Self::Timeout(source)
            | Self::Text(source)
            | Self::Statement(source) => Some(root(source)),
            Self::Message { source, .. } => Some(source.into()),
            Self::TenantAway { source, .. } => Some(source.into()),
            _ => None,
        }
    }
}

fn list(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests;
