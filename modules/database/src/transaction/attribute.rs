//! What `#[transactional]` calls: the work takes no transaction, for it finds the current one.

use super::{Transaction, TransactionPolicy};
use crate::{Database, DatabaseError};

/// Runs `work` once.
///
/// # Errors
/// Those of [`Database::transaction`].
pub async fn transactional<T, E, W>(
    database: &Database,
    policy: &TransactionPolicy,
    work: W,
) -> Result<T, E>
where
    W: AsyncFnOnce() -> Result<T, E>,
    E: From<DatabaseError>,
{
    let work = async |_: &Transaction| work().await;
    let outcome = database.attempt(policy, work).await;
    outcome.map_err(|failed| failed.error)
}

/// Runs `work` as often as `policy` says.
///
/// # Errors
/// Those of [`Database::transaction_with`].
pub async fn transactional_again<T, E, W>(
    database: &Database,
    policy: &TransactionPolicy,
    work: W,
) -> Result<T, E>
where
    W: AsyncFnOnce() -> Result<T, E> + Clone,
    E: From<DatabaseError>,
{
    let work = async move |_: &Transaction| work().await;
    database.transaction_with(policy, work).await
}
