//! Handing messages on.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use purlin::lifecycle::Stop;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LockType, Order},
};
use tokio::time::{Instant, sleep, timeout};

use super::{
    MessageParked, Outbox, OutboxMessage, OutboxRelay,
    entity::{Column, Entity, Model},
};
use crate::{DatabaseError, Engine, Transaction};

/// How much longer than at first it is waited at most.
const LONGEST: u32 = 64;

/// How a round has ended.
enum Round {
    /// So many were handed on, and there may be more.
    Done(usize),
    /// The first one that waits failed.
    Stuck,
    /// Another process hands them on.
    NotOurs,
}

fn count(counter: &AtomicU64, number: usize) {
    counter.fetch_add(u64::try_from(number).unwrap_or(u64::MAX), Ordering::Relaxed);
}

impl Outbox {
    /// Hands messages on until it is told to stop; ends what is under way then.
    pub async fn relay(&self, to: &dyn OutboxRelay, stop: &Stop) {
        let config = &self.0.config;
        let mut failures = 0_u32;
        while !stop.is_requested() {
            let pause = match self.round(to, stop).await {
                Ok(Round::Done(0) | Round::NotOurs) => {
                    failures = 0;
                    config.poll
                }
                Ok(Round::Done(_)) => {
                    failures = 0;
                    continue;
                }
                Ok(Round::Stuck) => self.longer(&mut failures),
                Err(error) => {
                    tracing::warn!(%error, cause = ?error, "the outbox cannot be read");
                    *self.stuck() = Some(error.to_string());
                    self.longer(&mut failures)
                }
            };
            tokio::select! {
                () = stop.requested() => {}
                () = sleep(pause) => {}
                () = self.0.written.notified(), if failures == 0 => {}
            }
        }
        if let Err(error) = self.leave().await {
            // It ends by itself.
            tracing::debug!(%error, "the lease of the outbox was not given back");
        }
    }

    fn longer(&self, failures: &mut u32) -> Duration {
        let pause = self.0.config.retry_after * 2_u32.saturating_pow(*failures).min(LONGEST);
        *failures = failures.saturating_add(1);
        pause
    }

    /// Hands on all messages that wait now, and gives how many. Nothing if another process does.
    ///
    /// # Errors
    /// What [`DatabaseError`] makes of a statement that fails. A message that fails is no error:
    /// it and those after it wait.
    pub async fn relay_now(&self, to: &dyn OutboxRelay) -> Result<usize, DatabaseError> {
        let (mut all, never) = (0, Stop::new());
        loop {
            match self.round(to, &never).await? {
                Round::Done(0) | Round::Stuck | Round::NotOurs => return Ok(all),
                Round::Done(some) => all += some,
            }
        }
    }

    async fn round(&self, to: &dyn OutboxRelay, stop: &Stop) -> Result<Round, DatabaseError> {
        let Some(until) = self.lease().await? else {
            return Ok(Round::NotOurs);
        };
        let rows = self.next().await?;
        let mut done = Vec::new();
        let mut failed = None;
        for row in rows {
            let left = until.saturating_duration_since(Instant::now());
            // What would take longer than the lease may be done by somebody else meanwhile.
            if left < self.0.config.timeout.min(self.0.config.lease / 2) || stop.is_requested() {
                break;
            }
            let id = row.id;
            let message = message(row);
            let limit = left.min(self.0.config.timeout);
            let outcome = match timeout(limit, to.publish(&message)).await {
                Ok(outcome) => outcome.map_err(|error| error.to_string()),
                Err(_) => Err("it was not taken in time".to_owned()),
            };
            match outcome {
                Ok(()) => done.push(id),
                Err(reason) => {
                    failed = Some((message, reason));
                    break;
                }
            }
        }
        let count_done = done.len();
        self.forget(done).await?;
        count(&self.0.published, count_done);
        let Some((message, reason)) = failed else {
            *self.stuck() = None;
            return Ok(Round::Done(count_done));
        };
        count(&self.0.failed, 1);
        if self.note(message, reason).await? {
            return Ok(Round::Done(count_done + 1));
        }
        Ok(Round::Stuck)
    }

    /// The messages that come next.
    async fn next(&self) -> Result<Vec<Model>, DatabaseError> {
        let database = &self.0.database;
        let waiting = Entity::find()
            .filter(Column::Parked.eq(false))
            .limit(self.0.config.batch);
        Ok(match database.engine() {
            Engine::Postgres => {
                // Of transactions that began before the oldest that still runs: nothing can come
                // before them any more.
                let over = "written_in < pg_snapshot_xmin(pg_current_snapshot())";
                let ordered = waiting
                    .filter(Expr::cust(over))
                    .order_by(Expr::cust("written_in"), Order::Asc)
                    .order_by_asc(Column::Id);
                ordered.all(database).await?
            }
            Engine::MySql => {
                // A reader that locks waits for those who have written before.
                let locking = |query: Select<Entity>| query.lock(LockType::Update);
                let query = locking(waiting.order_by_asc(Column::Id));
                database
                    .transaction(async |_: &Transaction| Ok(query.all(database).await?))
                    .await
                    .or_else(|error: DatabaseError| match error {
                        // They take their time: it is looked again.
                        DatabaseError::Locked(_) | DatabaseError::Conflict(_) => Ok(Vec::new()),
                        other => Err(other),
                    })?
            }
            // One writes at a time: the order of the numbers is that of the transactions.
            Engine::Sqlite => waiting.order_by_asc(Column::Id).all(database).await?,
        })
    }

    async fn forget(&self, ids: Vec<i64>) -> Result<(), DatabaseError> {
        if ids.is_empty() {
            return Ok(());
        }
        let gone = Entity::delete_many().filter(Column::Id.is_in(ids));
        gone.exec(&self.0.database).await?;
        Ok(())
    }

    /// Counts a failure. Whether the message was put aside.
    async fn note(&self, message: OutboxMessage, reason: String) -> Result<bool, DatabaseError> {
        let attempts = message.attempts.saturating_add(1);
        let most = self.0.config.max_attempts;
        let parks = most.is_some_and(|most| attempts >= most);
        Entity::update_many()
            .filter(Column::Id.eq(message.id))
            .col_expr(Column::Attempts, Expr::val(attempts))
            .col_expr(Column::Parked, Expr::val(parks))
            .exec(&self.0.database)
            .await?;
        let (id, topic) = (message.id, message.topic);
        tracing::warn!(
            id,
            topic,
            attempts,
            parks,
            reason,
            "a message does not leave"
        );
        if parks {
            count(&self.0.parked, 1);
            self.emit(MessageParked {
                id,
                topic,
                attempts,
                reason,
            });
        } else {
            *self.stuck() = Some(reason);
        }
        Ok(parks)
    }
}

fn message(row: Model) -> OutboxMessage {
    OutboxMessage {
        id: row.id,
        topic: row.topic,
        key: row.message_key,
        payload: row.payload,
        // What is not ours to read is not ours to fail on.
        headers: serde_json::from_str(&row.headers).unwrap_or_default(),
        created_at: row.created_at,
        attempts: row.attempts,
    }
}
