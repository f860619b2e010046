use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{history, list::Migration};
use crate::{Database, DatabaseError, transaction::Begun};

const PAUSE: Duration = Duration::from_millis(50);

/// Brings `schema` up to date, one transaction per migration.
pub(crate) async fn run(
    database: &Database,
    schema: &'static str,
    migrations: &[Migration],
) -> Result<(), DatabaseError> {
    // The usual start finds nothing to do: it must not take the write lock.
    let applied = history::read(database.connection(), schema).await?;
    history::compare(schema, &applied, migrations)?;
    if applied.len() > migrations.len() {
        tracing::warn!(
            schema,
            applied = applied.len(),
            known = migrations.len(),
            "the database has migrations that this program does not know: it was used by a newer one"
        );
    }
    let pending = migrations.get(applied.len()..).unwrap_or_default();
    if pending.is_empty() {
        return Ok(());
    }
    if !database.settings().migrate_on_start {
        return Err(DatabaseError::Pending {
            schema,
            migrations: pending.iter().map(|one| one.name().to_owned()).collect(),
        });
    }
    while apply_next(database, schema, migrations).await? {}
    Ok(())
}

/// Applies the first migration that is missing; false if none is. What to do is decided under the
/// write lock, so that of two processes only one does it.
async fn apply_next(
    database: &Database,
    schema: &'static str,
    migrations: &[Migration],
) -> Result<bool, DatabaseError> {
    let begun = begin(database).await?;
    let transaction = &begun.transaction;
    history::create_table(transaction).await?;
    let applied = history::read(transaction, schema).await?;
    history::compare(schema, &applied, migrations)?;
    let position = applied.len();
    let Some(migration) = migrations.get(position) else {
        return Ok(false);
    };
    let failed = |source| DatabaseError::Migration {
        schema,
        migration: migration.name().to_owned(),
        source,
    };
    migration.apply(transaction).await.map_err(failed)?;
    history::record(transaction, schema, position, migration)
        .await
        .map_err(failed)?;
    begun.commit().await.map_err(failed)?;
    tracing::info!(schema, migration = migration.name(), "migration applied");
    Ok(true)
}

/// Begins a transaction, waiting for as long as a start may wait for other starts.
async fn begin(database: &Database) -> Result<Begun, DatabaseError> {
    let deadline = Instant::now() + database.settings().migration_timeout;
    loop {
        match database.begin().await {
            Err(DatabaseError::Locked(_) | DatabaseError::Acquire { .. })
                if Instant::now() < deadline => {}
            outcome => return outcome,
        }
        sleep(PAUSE).await;
    }
}
