//! Write transactions: one writer at a time, all or nothing.

use sea_orm::{
    DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

use crate::{Database, DatabaseError};

/// A transaction that has begun, with its turn to write. Dropped, it is rolled back.
pub(crate) struct Begun {
    pub(crate) transaction: DatabaseTransaction,
    // After the transaction: the turn ends when the rollback has been asked for.
    _turn: OwnedSemaphorePermit,
}

impl Begun {
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        self.transaction.commit().await
    }
}

impl Database {
    /// Runs `work` in one write transaction: committed when it returns `Ok`, rolled back when it
    /// returns an error, panics, or its future is dropped.
    ///
    /// The transaction begins with the write lock (`BEGIN IMMEDIATE`), so it never fails half-way
    /// because somebody else wrote first. Writers of this process wait in line without holding a
    /// connection. Use only the transaction inside `work`: another `transaction` call in there
    /// waits for itself and fails with [`DatabaseError::Acquire`]; `tx.begin()` nests by savepoint.
    ///
    /// ```
    /// # use purlin_database::{Database, DatabaseError, sea_orm::{ConnectionTrait, DatabaseTransaction}};
    /// # async fn example(database: &Database) -> Result<(), DatabaseError> {
    /// let id = 7;
    /// database
    ///     .transaction(async |tx: &DatabaseTransaction| -> Result<(), DatabaseError> {
    ///         tx.execute_unprepared(&format!("DELETE FROM lines WHERE \"order\" = {id}")).await?;
    ///         tx.execute_unprepared(&format!("DELETE FROM orders WHERE id = {id}")).await?;
    ///         Ok(())
    ///     })
    ///     .await
    /// # }
    /// ```
    ///
    /// # Errors
    /// What `work` returns, or a [`DatabaseError`] if the transaction cannot begin or commit.
    pub async fn transaction<T, E, W>(&self, work: W) -> Result<T, E>
    where
        W: AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let begun = self.begin().await?;
        let outcome = work(&begun.transaction).await;
        match outcome {
            Ok(value) => {
                begun.commit().await.map_err(DatabaseError::from)?;
                Ok(value)
            }
            Err(error) => {
                if let Err(rollback) = begun.transaction.rollback().await {
                    tracing::warn!(%rollback, "a transaction was not rolled back at once");
                }
                Err(error)
            }
        }
    }

    pub(crate) async fn begin(&self) -> Result<Begun, DatabaseError> {
        let patience = self.settings().acquire_timeout;
        let turn = timeout(patience, self.writer().clone().acquire_owned())
            .await
            .map_err(|_| DatabaseError::Acquire {
                what: "the turn to write",
            })?
            .map_err(|_| DatabaseError::Closed)?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let begun = self.connection().begin_with_options(options).await;
        Ok(Begun {
            transaction: begun?,
            _turn: turn,
        })
    }
}
