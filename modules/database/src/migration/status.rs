use super::{history, list::Migration};
use crate::{Database, DatabaseError};

/// One migration of a schema, as the code and the database know it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MigrationStatus {
    /// The schema's name.
    pub schema: &'static str,
    /// The migration's name.
    pub name: String,
    /// What has become of it.
    pub state: MigrationState,
}

/// What has become of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MigrationState {
    /// It is applied.
    Applied,
    /// It waits to be applied.
    Pending,
    /// It began and did not end.
    HalfApplied,
    /// It is applied and not in the code: a newer program was here.
    Unknown,
}

impl MigrationState {
    /// One word for it, for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::HalfApplied => "half-way",
            Self::Unknown => "unknown",
        }
    }
}

/// All migrations that the database or the code knows, oldest first.
pub(crate) async fn of(
    database: &Database,
    schema: &'static str,
    migrations: &[Migration],
) -> Result<Vec<MigrationStatus>, DatabaseError> {
    let applied = history::read(database.connection(), schema).await;
    let applied = applied.map_err(|error| database.failed(error))?;
    let status = |name: &str, state| MigrationStatus {
        schema,
        name: name.to_owned(),
        state,
    };
    let mut all: Vec<_> = applied
        .iter()
        .map(|one| {
            let known = migrations.iter().any(|known| known.name() == one.name());
            let state = match (one.is_half(), known) {
                (true, _) => MigrationState::HalfApplied,
                (false, true) => MigrationState::Applied,
                (false, false) => MigrationState::Unknown,
            };
            status(one.name(), state)
        })
        .collect();
    let pending = migrations.get(applied.len()..).unwrap_or_default();
    all.extend(
        pending
            .iter()
            .map(|one| status(one.name(), MigrationState::Pending)),
    );
    Ok(all)
}
