use std::sync::atomic::Ordering;

use crate::{Database, engine::PoolState};

/// How a database is used: its connections at this moment, and what was done since it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatabaseStats {
    /// Connections that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: usize,
    /// How many there may be.
    pub limit: u32,
    /// Transactions that are under way.
    pub transactions: usize,
    /// Statements that were done.
    pub statements: u64,
    /// Those of them that failed.
    pub failed: u64,
    /// Those that took longer than `database.slow_statement`.
    pub slow: u64,
    /// Those that a replica has answered.
    pub replica_reads: u64,
}

impl Database {
    /// How it is used.
    #[must_use]
    pub fn stats(&self) -> DatabaseStats {
        let pool = PoolState::of(self.connection());
        let observer = self.observer();
        DatabaseStats {
            open: pool.open,
            idle: pool.idle,
            limit: pool.limit,
            transactions: self.underway(),
            statements: observer.statements.count(),
            failed: observer.failed.load(Ordering::Relaxed),
            slow: observer.slow_statements.load(Ordering::Relaxed),
            replica_reads: self.replicas().reads.load(Ordering::Relaxed),
        }
    }
}
