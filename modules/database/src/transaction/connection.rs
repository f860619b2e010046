//! Where statements go: a transaction that is given, or the current one, or the pool.

use std::sync::Arc;

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::open::{Open, current};
use crate::{Database, Migrated, Schema, observe::Observer};

/// A transaction that is under way; [`Database::transaction`] hands it to the work that is done in
/// it. Queries take it as they take a connection.
///
/// Whoever asks the [`Database`] meanwhile is in the transaction as well; nobody has to take it.
pub struct Transaction {
    pub(super) open: Arc<Open>,
    pub(super) backend: DbBackend,
    pub(super) observer: Arc<Observer>,
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Transaction")
            .finish_non_exhaustive()
    }
}

/// Does one statement in the transaction, and returns what comes of it; goes on if that has ended.
macro_rules! in_transaction {
    ($open:expr, $method:ident, $what:expr) => {{
        let slot = $open.slot().read().await;
        if let Some(transaction) = slot.as_ref() {
            $open.check()?;
            return $open.note(transaction.$method($what).await);
        }
    }};
}

fn over() -> DbErr {
    DbErr::Custom("the transaction is over".to_owned())
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        let sql = stmt.sql.clone();
        let work = async {
            in_transaction!(self.open, execute_raw, stmt);
            Err(over())
        };
        self.observer.measured(&sql, work).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let work = async {
            in_transaction!(self.open, execute_unprepared, sql);
            Err(over())
        };
        self.observer.measured(sql, work).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        let sql = stmt.sql.clone();
        let work = async {
            in_transaction!(self.open, query_one_raw, stmt);
            Err(over())
        };
        self.observer.measured(&sql, work).await
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let sql = stmt.sql.clone();
        let work = async {
            in_transaction!(self.open, query_all_raw, stmt);
            Err(over())
        };
        self.observer.measured(&sql, work).await
    }
}

/// Statements are done in the current transaction of the database, or, where there is none, on a
/// connection of the pool.
#[async_trait]
impl ConnectionTrait for Database {
    fn get_database_backend(&self) -> DbBackend {
        self.connection().get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        if let Some(own) = self.of_tenant().await? {
            return own.execute_raw(stmt).await;
        }
        let sql = stmt.sql.clone();
        let work = async {
            if let Some(open) = current(self) {
                in_transaction!(open, execute_raw, stmt);
            }
            let _slot = self.slot().await?;
            self.connection().execute_raw(stmt).await
        };
        self.observer().measured(&sql, work).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        if let Some(own) = self.of_tenant().await? {
            return own.execute_unprepared(sql).await;
        }
        let work = async {
            if let Some(open) = current(self) {
                in_transaction!(open, execute_unprepared, sql);
            }
            let _slot = self.slot().await?;
            self.connection().execute_unprepared(sql).await
        };
        self.observer().measured(sql, work).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        if let Some(own) = self.of_tenant().await? {
            return own.query_one_raw(stmt).await;
        }
        let sql = stmt.sql.clone();
        let work = async {
            if let Some(open) = current(self) {
                in_transaction!(open, query_one_raw, stmt);
            }
            let _slot = self.slot().await?;
            self.connection().query_one_raw(stmt).await
        };
        self.observer().measured(&sql, work).await
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if let Some(own) = self.of_tenant().await? {
            return own.query_all_raw(stmt).await;
        }
        let sql = stmt.sql.clone();
        let work = async {
            if let Some(open) = current(self) {
                in_transaction!(open, query_all_raw, stmt);
            }
            let _slot = self.slot().await?;
            self.connection().query_all_raw(stmt).await
        };
        self.observer().measured(&sql, work).await
    }
}

/// The same as the [`Database`] itself.
#[async_trait]
impl<S: Schema> ConnectionTrait for Migrated<S> {
    fn get_database_backend(&self) -> DbBackend {
        self.connection().get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        Database::execute_raw(self, stmt).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        Database::execute_unprepared(self, sql).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        Database::query_one_raw(self, stmt).await
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        Database::query_all_raw(self, stmt).await
    }
}
