//! The beginning of a transaction on the database: the turn to write, and the connection.

use sea_orm::{
    AccessMode, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

use super::TransactionPolicy;
use crate::{Database, DatabaseError, Engine};

/// A transaction that has begun, with its turn to write. Dropped, it is rolled back.
pub(crate) struct Begun {
    pub(crate) transaction: DatabaseTransaction,
    // After the transaction: the turn ends when the rollback has been asked for.
    pub(super) turn: Option<OwnedSemaphorePermit>,
    pub(super) slot: OwnedSemaphorePermit,
}

impl Begun {
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        self.transaction.commit().await
    }
}

impl Database {
    pub(crate) async fn begin(&self) -> Result<Begun, DatabaseError> {
        self.begin_with(&TransactionPolicy::new()).await
    }

    pub(super) async fn begin_with(
        &self,
        policy: &TransactionPolicy,
    ) -> Result<Begun, DatabaseError> {
        let file = self.engine() == Engine::Sqlite;
        let turn = if file && !policy.read_only {
            Some(self.turn().await?)
        } else {
            None
        };
        // In a file every transaction is as if it were alone, whatever is asked for.
        let options = TransactionOptions {
            isolation_level: policy.isolation.filter(|_| !file),
            access_mode: (policy.read_only && !file).then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: turn.is_some().then_some(SqliteTransactionMode::Immediate),
        };
        let slot = self.slot().await.map_err(|error| self.failed(error))?;
        let begun = self.connection().begin_with_options(options).await;
        Ok(Begun {
            transaction: begun.map_err(|error| self.failed(error))?,
            turn,
            slot,
        })
    }

    /// A file has one writer at a time: those of this process wait here, without a connection.
    async fn turn(&self) -> Result<OwnedSemaphorePermit, DatabaseError> {
        let patience = self.settings().acquire_timeout;
        timeout(patience, self.writer().clone().acquire_owned())
            .await
            .map_err(|_| DatabaseError::Acquire {
                what: "the turn to write",
            })?
            .map_err(|_| DatabaseError::Closed)
    }
}
