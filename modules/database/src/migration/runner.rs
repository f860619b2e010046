use std::time::Duration;

use sea_orm::{DbErr, TransactionTrait};
use tokio::time::{Instant, sleep};

use super::{history, list::Migration, lock::Lock};
use crate::{Database, DatabaseError, transaction::Begun};

const PAUSE: Duration = Duration::from_millis(50);

/// Brings `schema` up to date, one transaction per migration, if that is `allowed`.
pub(crate) async fn run(
    database: &Database,
    schema: &'static str,
    migrations: &[Migration],
    allowed: bool,
) -> Result<(), DatabaseError> {
    // The usual start finds nothing to do: it must not take the lock.
    let applied = history::read(database.connection(), schema).await;
    let applied = applied.map_err(|error| database.failed(error))?;
    history::compare(schema, database.engine(), &applied, migrations)?;
    if applied.len() > migrations.len() {
        tracing::warn!(
            schema,
            applied = applied.len(),
            known = migrations.len(),
            "the database has migrations that this program does not know: it was used by a newer one"
        );
    }
    let pending = migrations.get(applied.len()..).unwrap_or_default();
    let whole = history::check_whole(schema, &applied);
    if pending.is_empty() && whole.is_ok() {
        return Ok(());
    }
    if !allowed {
        whole?;
        return Err(DatabaseError::Pending {
            schema,
            migrations: pending.iter().map(|one| one.name().to_owned()).collect(),
        });
    }
    let lock = Lock::take(database).await?;
    let outcome = async {
        while apply_next(database, schema, migrations).await? {}
        Ok(())
    };
    let outcome = outcome.await;
    lock.release().await;
    outcome
}

/// Applies the first migration that is missing; false if none is. What to do is decided under the
/// lock, so that of two processes only one does it.
async fn apply_next(
    database: &Database,
    schema: &'static str,
    migrations: &[Migration],
) -> Result<bool, DatabaseError> {
    let engine = database.engine();
    let begun = begin(database).await?;
    let transaction = &begun.transaction;
    history::create_table(transaction).await?;
    let applied = history::read(transaction, schema).await?;
    history::compare(schema, engine, &applied, migrations)?;
    history::check_whole(schema, &applied)?;
    let position = applied.len();
    let Some(migration) = migrations.get(position) else {
        return Ok(false);
    };
    let failed = |half| {
        move |source| DatabaseError::Migration {
            schema,
            migration: migration.name().to_owned(),
            half,
            source,
        }
    };
    let whole = engine.undoes_definitions();
    if whole {
        let applied = migration.apply(transaction).await;
        applied.map_err(failed(false))?;
    }
    let recorded = history::record(transaction, schema, position, migration, whole).await;
    recorded.map_err(failed(false))?;
    begun.commit().await.map_err(failed(false))?;
    if !whole {
        // Definitions of tables end the transaction: that it began is recorded before, so that a
        // migration that does not end is not taken for one that never began.
        let applied = apply_in_parts(database, schema, migration).await;
        if let Err(source) = applied {
            let half = !migration.is_atomic(engine);
            if !half {
                history::forget(database.connection(), schema, migration.name()).await?;
            }
            return Err(failed(half)(source));
        }
    }
    tracing::info!(schema, migration = migration.name(), "migration applied");
    Ok(true)
}

async fn apply_in_parts(
    database: &Database,
    schema: &'static str,
    migration: &Migration,
) -> Result<(), DbErr> {
    let transaction = database.connection().begin().await?;
    migration.apply(&transaction).await?;
    history::complete(&transaction, schema, migration.name()).await?;
    transaction.commit().await
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
