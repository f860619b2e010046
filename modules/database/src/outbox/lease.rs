//! One process at a time hands messages on. How long it may is told by the clock of the database,
//! so that clocks of different machines need not agree.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement};
use tokio::time::Instant;

use super::Outbox;
use crate::{DatabaseError, Engine};

impl Outbox {
    /// Takes the lease, or keeps it. Until when it holds for sure; none if another process has it.
    pub(super) async fn lease(&self) -> Result<Option<Instant>, DatabaseError> {
        // Before it is asked: what the way takes is not ours.
        let until = Instant::now() + self.0.config.lease;
        let taken = self.set_lease(self.0.config.lease).await?;
        Ok(taken.then_some(until))
    }

    /// Leaves it to others.
    pub(super) async fn leave(&self) -> Result<(), DatabaseError> {
        self.set_lease(Duration::ZERO).await.map(drop)
    }

    async fn set_lease(&self, long: Duration) -> Result<bool, DatabaseError> {
        let database = &self.0.database;
        let (now, [ends, owner, same]) = match database.engine() {
            Engine::Postgres => (
                "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
                ["CAST($1 AS BIGINT)", "$2", "$3"],
            ),
            Engine::MySql => (
                "CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)",
                ["?", "?", "?"],
            ),
            Engine::Sqlite => (
                "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
                ["?", "?", "?"],
            ),
        };
        let sql = format!(
            "UPDATE purlin_outbox_lease SET ends_at = {now} + {ends}, owner = {owner} \
             WHERE name = 'relay' AND (owner = {same} OR ends_at <= {now})"
        );
        let long = i64::try_from(long.as_millis()).unwrap_or(i64::MAX);
        let owner = &self.0.owner;
        let values = [long.into(), owner.into(), owner.into()];
        let statement =
            Statement::from_sql_and_values(database.get_database_backend(), sql, values);
        Ok(database.execute_raw(statement).await?.rows_affected() == 1)
    }
}
