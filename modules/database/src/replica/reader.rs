use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use crate::{Database, ReplicaState, observe::count, transaction::current};

/// The door for reads that may be a little late: they go to a replica.
///
/// The replicas take turns. One that does not answer is left alone for `database.replica_retry`,
/// and the read goes to another one or to the primary. In a transaction, and where there is no
/// replica, it is the [`Database`] itself.
///
/// A replica may not have yet what was committed a moment ago, also what this very request has
/// written: who has to see that asks the [`Database`]. A reader only reads; what is executed is
/// refused.
#[derive(Clone, Debug)]
pub struct Reader {
    database: Database,
    replicas: bool,
}

impl Database {
    /// A connection for reads that may be a little late: see [`Reader`].
    ///
    /// ```
    /// # use purlin_database::{Database, DatabaseError, sea_orm::{ConnectionTrait, Statement}};
    /// # async fn example(database: &Database) -> Result<(), DatabaseError> {
    /// let reader = database.read();
    /// let query = Statement::from_string(reader.get_database_backend(), "SELECT count(*) FROM orders");
    /// let count = reader.query_one_raw(query).await?;
    /// # let _ = count;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn read(&self) -> Reader {
        self.reader(true)
    }

    pub(crate) fn reader(&self, replicas: bool) -> Reader {
        Reader {
            database: self.clone(),
            replicas,
        }
    }

    /// The replicas as they are now.
    #[must_use]
    pub fn replica_states(&self) -> Vec<ReplicaState> {
        self.replicas().states()
    }
}

impl Reader {
    /// The database itself, which is never late.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Whether it may be late.
    fn may_be_late(&self) -> bool {
        self.replicas
            // Of what a tenant has by itself there are none.
            && self.database.tenants().is_none()
            && !self.database.replicas().is_empty()
            && current(&self.database).is_none()
    }
}

macro_rules! ask {
    ($self:expr, $method:ident, $stmt:expr) => {{
        if $self.may_be_late() {
            let replicas = $self.database.replicas();
            for replica in replicas.in_turn() {
                let work = replica.connection.$method($stmt.clone());
                match $self.database.observer().measured(&$stmt.sql, work).await {
                    Err(error) if replica.failed(&error) => {}
                    outcome => {
                        count(&replicas.reads);
                        return outcome;
                    }
                }
            }
        }
        $self.database.$method($stmt).await
    }};
}

fn only_reads() -> DbErr {
    DbErr::Custom("a reader only reads: ask the database itself to execute".to_owned())
}

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.database.get_database_backend()
    }

    async fn execute_raw(&self, _: Statement) -> Result<ExecResult, DbErr> {
        Err(only_reads())
    }

    async fn execute_unprepared(&self, _: &str) -> Result<ExecResult, DbErr> {
        Err(only_reads())
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        ask!(self, query_one_raw, stmt)
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        ask!(self, query_all_raw, stmt)
    }
}
