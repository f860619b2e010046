//! Undoes migrations, the last one first.

use sea_orm::{DbErr, TransactionTrait};

use super::{history, list::Migration, lock::Lock};
use crate::{Database, DatabaseError};

/// Undoes the last `count` migrations of `schema` that are applied; gives their names.
pub(crate) async fn run(
    database: &Database,
    schema: &'static str,
    migrations: &[Migration],
    count: usize,
) -> Result<Vec<String>, DatabaseError> {
    let lock = Lock::take(database).await?;
    let outcome = async {
        let mut undone = Vec::new();
        while undone.len() < count {
            match undo_last(database, schema, migrations).await? {
                Some(name) => undone.push(name),
                None => break,
            }
        }
        Ok(undone)
    };
    let outcome = outcome.await;
    lock.release().await;
    outcome
}

async fn undo_last(
    database: &Database,
    schema: &'static str,
    migrations: &[Migration],
) -> Result<Option<String>, DatabaseError> {
    let engine = database.engine();
    let begun = database.begin().await?;
    let transaction = &begun.transaction;
    let applied = history::read(transaction, schema).await?;
    history::compare(schema, engine, &applied, migrations)?;
    history::check_whole(schema, &applied)?;
    let Some(last) = applied.last() else {
        return Ok(None);
    };
    let name = last.name().to_owned();
    let known = migrations.iter().find(|known| known.name() == name);
    let Some(migration) = known.filter(|known| known.has_undo(engine)) else {
        return Err(DatabaseError::Irreversible {
            schema,
            migration: name,
        });
    };
    let failed = |half| {
        let migration = name.clone();
        move |source| DatabaseError::Migration {
            schema,
            migration,
            half,
            source,
        }
    };
    if engine.undoes_definitions() {
        migration.undo(transaction).await.map_err(failed(false))?;
        history::forget(transaction, schema, &name).await?;
        begun.commit().await.map_err(failed(false))?;
    } else {
        history::begin(transaction, schema, &name).await?;
        begun.commit().await.map_err(failed(false))?;
        let undone = undo_in_parts(database, schema, migration).await;
        undone.map_err(failed(true))?;
    }
    tracing::info!(schema, migration = name, "migration undone");
    Ok(Some(name))
}

async fn undo_in_parts(
    database: &Database,
    schema: &'static str,
    migration: &Migration,
) -> Result<(), DbErr> {
    let transaction = database.connection().begin().await?;
    migration.undo(&transaction).await?;
    history::forget(&transaction, schema, migration.name()).await?;
    transaction.commit().await
}
