//! Messages that leave when their transaction is kept, in order and at least once.

mod config;
mod entity;
mod event;
mod lease;
mod message;
mod module;
mod relay;
mod schema;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use purlin::{
    context::{ExecutionContext, Randomness},
    events::{EventType, Events},
    health::Health,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use serde::Serialize;
use tokio::sync::Notify;

pub use config::OutboxConfig;
pub use event::MessageParked;
pub use message::{OutboxMessage, OutboxRelay};
pub use module::OutboxModule;
pub use schema::OutboxSchema;

use crate::{Database, DatabaseError, Migrated};

/// The header of a message that says whose it is.
const TENANT: &str = "x-tenant";

/// Messages for others, written in the transaction of what they tell of: if that is kept they
/// leave, and if it is not they were never there.
///
/// They are handed to an [`OutboxRelay`], in the order in which their transactions were kept, by
/// one process at a time. Each is handed on at least once: after a crash some are handed on again,
/// with the same number.
#[derive(Clone)]
pub struct Outbox(Arc<Inner>);

struct Inner {
    database: Database,
    config: OutboxConfig,
    /// Who relays: this process.
    owner: String,
    written: Notify,
    events: Option<Events>,
    published: AtomicU64,
    failed: AtomicU64,
    parked: AtomicU64,
    /// Why the first message that waits does not leave.
    stuck: Mutex<Option<String>>,
}

/// What has become of messages since the outbox was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutboxStats {
    /// Those that were handed on.
    pub published: u64,
    /// Attempts to hand one on that failed.
    pub failed: u64,
    /// Those that were put aside.
    pub parked: u64,
}

impl Outbox {
    /// The outbox of a database that has its tables.
    #[must_use]
    pub fn new(database: &Migrated<OutboxSchema>, config: &OutboxConfig) -> Self {
        Self::open(database, config, &Randomness::system(), None)
    }

    pub(crate) fn open(
        database: &Migrated<OutboxSchema>,
        config: &OutboxConfig,
        randomness: &Randomness,
        events: Option<&Events>,
    ) -> Self {
        Self(Arc::new(Inner {
            database: Database::clone(database),
            config: config.clone(),
            owner: format!("{:016x}{:016x}", randomness.number(), randomness.number()),
            written: Notify::new(),
            events: events.cloned(),
            published: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            parked: AtomicU64::new(0),
            stuck: Mutex::default(),
        }))
    }

    /// Writes a message in the current transaction of the database, and gives its number. Without
    /// a transaction it is kept at once. It takes the trace, the ids and the tenant of the current
    /// context along as headers.
    ///
    /// `key` says what it is about, for receivers that keep apart what belongs to different
    /// things.
    ///
    /// # Errors
    /// [`DatabaseError::Message`] if the payload has no JSON; what [`DatabaseError`] makes of a
    /// statement that fails.
    pub async fn send(
        &self,
        topic: &str,
        key: Option<&str>,
        payload: &(impl Serialize + Sync),
    ) -> Result<i64, DatabaseError> {
        let database = &self.0.database;
        let text = |what: serde_json::Result<String>| {
            what.map_err(|error| DatabaseError::Message {
                topic: topic.to_owned(),
                source: Arc::new(error),
            })
        };
        let payload = text(serde_json::to_string(payload))?;
        let context = ExecutionContext::current().unwrap_or_else(|| database.contexts().root());
        let mut headers = BTreeMap::<String, String>::new();
        context.inject(&mut headers);
        context.inject_tenant(&mut headers, TENANT);
        let row = entity::ActiveModel {
            topic: Set(topic.to_owned()),
            message_key: Set(key.map(str::to_owned)),
            payload: Set(payload),
            headers: Set(text(serde_json::to_string(&headers))?),
            created_at: Set(i64::try_from(context.clock().unix_millis()).unwrap_or(i64::MAX)),
            attempts: Set(0),
            parked: Set(false),
            ..Default::default()
        };
        let row = row.insert(database).await?;
        // It may not be kept yet: then the relay finds it the next time it looks.
        self.0.written.notify_one();
        Ok(row.id)
    }

    /// How many messages wait, those that are put aside left out.
    ///
    /// # Errors
    /// What [`DatabaseError`] makes of a statement that fails.
    pub async fn waiting(&self) -> Result<u64, DatabaseError> {
        let waiting = entity::Entity::find().filter(entity::Column::Parked.eq(false));
        Ok(waiting.count(&self.0.database).await?)
    }

    /// Lets messages that were put aside leave again, with their next attempt counted as the
    /// first. How many there were.
    ///
    /// # Errors
    /// What [`DatabaseError`] makes of a statement that fails.
    pub async fn release(&self) -> Result<u64, DatabaseError> {
        use sea_orm::sea_query::Expr;

        let done = entity::Entity::update_many()
            .filter(entity::Column::Parked.eq(true))
            .col_expr(entity::Column::Parked, Expr::val(false))
            .col_expr(entity::Column::Attempts, Expr::val(0))
            .exec(&self.0.database)
            .await?;
        self.0.written.notify_one();
        Ok(done.rows_affected)
    }

    /// What has become of messages in this process.
    #[must_use]
    pub fn stats(&self) -> OutboxStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        OutboxStats {
            published: read(&self.0.published),
            failed: read(&self.0.failed),
            parked: read(&self.0.parked),
        }
    }

    /// Degraded while the first message that waits does not leave.
    #[must_use]
    pub fn health(&self) -> Health {
        let stuck = self.stuck().clone();
        let health = match stuck {
            Some(reason) => Health::degraded(format!("messages wait: {reason}")),
            None => Health::healthy(),
        };
        let stats = self.stats();
        health
            .detail("published", stats.published)
            .detail("failed", stats.failed)
            .detail("parked", stats.parked)
    }

    fn stuck(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.0.stuck.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn emit<E: EventType>(&self, event: E) {
        if let Some(events) = &self.0.events {
            events.emit(event);
        }
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Outbox({})", self.0.database.url())
    }
}
