//! Copies of the database that are only read: in turns, and past those that do not answer.

mod event;
mod reader;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use purlin::events::{EventType, Events};
use sea_orm::{ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbErr};
use tokio::time::Instant;

pub use event::{ReplicaAway, ReplicaBack};
pub use reader::Reader;

use crate::{
    DatabaseConfig, DatabaseError, DatabaseUrl,
    engine::{self, PoolState, Role, Rotation},
    error::Cause,
};

/// The replicas of a database, and whose turn it is.
#[derive(Default)]
pub(crate) struct Replicas {
    all: Vec<Arc<Replica>>,
    turn: AtomicUsize,
    /// Reads that were done on a replica.
    pub(crate) reads: AtomicU64,
}

/// One copy.
struct Replica {
    url: DatabaseUrl,
    connection: DatabaseConnection,
    rotation: Arc<Rotation>,
    events: Option<Events>,
    retry: Duration,
    /// Why it is left alone, and until when.
    away: Mutex<Option<(String, Instant)>>,
    /// Whether somebody looks if it is back.
    asked: AtomicBool,
}

/// A replica as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplicaState {
    /// Where it is, without credentials.
    pub replica: String,
    /// Why it is left alone; none if it is read from.
    pub away: Option<String>,
    /// Connections that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: usize,
}

impl Replicas {
    /// Opens them. One that does not answer is left alone, and stops nobody.
    pub(crate) async fn open(
        config: &DatabaseConfig,
        events: Option<&Events>,
    ) -> Result<Self, DatabaseError> {
        let mut all = Vec::new();
        for url in &config.replicas {
            if url.engine() != config.url.engine() {
                return Err(DatabaseError::Url {
                    reason: format!("of the replica {url} is of another engine than its primary"),
                });
            }
            let rotation = Arc::default();
            let connection = engine::open(&of(config, url), &Role::Replica, &rotation).await?;
            all.push(Arc::new(Replica {
                url: url.clone(),
                connection,
                rotation,
                events: events.cloned(),
                retry: config.replica_retry,
                away: Mutex::default(),
                asked: AtomicBool::new(false),
            }));
        }
        for replica in &all {
            replica.ask().await;
        }
        Ok(Self {
            all,
            turn: AtomicUsize::new(0),
            reads: AtomicU64::new(0),
        })
    }

    /// Lets new connections be made with the password of `config`. What a replica refuses that
    /// answers is refused; one that does not answer is asked with it when it does.
    pub(crate) async fn rotate(&self, config: &DatabaseConfig) -> Result<(), DatabaseError> {
        for replica in &self.all {
            let config = of(config, &replica.url);
            match engine::rotate(&config, &replica.connection, &replica.rotation).await {
                Err(DatabaseError::Unreachable { .. }) => {
                    engine::rotate_unasked(&config, &replica.connection, &replica.rotation)?;
                }
                outcome => outcome?,
            }
        }
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Those that are read from now, the one first whose turn it is.
    fn in_turn(&self) -> impl Iterator<Item = &Arc<Replica>> {
        let count = self.all.len();
        let first = if count == 0 {
            0
        } else {
            self.turn.fetch_add(1, Ordering::Relaxed) % count
        };
        (0..count)
            .filter_map(move |step| self.all.get((first + step) % count))
            .filter(|replica| replica.is_read_from())
    }

    pub(crate) fn states(&self) -> Vec<ReplicaState> {
        let state = |replica: &Arc<Replica>| {
            let pool = PoolState::of(&replica.connection);
            ReplicaState {
                replica: replica.url.to_string(),
                away: replica.away().as_ref().map(|(reason, _)| reason.clone()),
                open: pool.open,
                idle: pool.idle,
            }
        };
        self.all.iter().map(state).collect()
    }

    /// Asks each for an answer.
    pub(crate) async fn ask(&self) {
        for replica in &self.all {
            replica.ask().await;
        }
    }

    pub(crate) async fn close(&self) {
        for replica in &self.all {
            if let Err(error) = replica.connection.close_by_ref().await {
                tracing::debug!(replica = %replica.url, %error, "a replica was not closed at once");
            }
        }
    }
}

impl Replica {
    fn away(&self) -> MutexGuard<'_, Option<(String, Instant)>> {
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether reads go there. One that has been away for a while is asked again, beside the work.
    fn is_read_from(self: &Arc<Self>) -> bool {
        let due = match &*self.away() {
            None => return true,
            Some((_, until)) => *until <= Instant::now(),
        };
        if due && !self.asked.swap(true, Ordering::AcqRel) {
            let replica = Arc::clone(self);
            tokio::spawn(async move {
                replica.ask().await;
                replica.asked.store(false, Ordering::Release);
            });
        }
        false
    }

    /// Whether it answers; what comes of that is kept.
    async fn ask(&self) {
        match self.connection.execute_unprepared("SELECT 1").await {
            Ok(_) => {
                if self.away().take().is_some() {
                    tracing::info!(replica = %self.url, "a replica is back");
                    let replica = self.url.to_string();
                    self.emit(ReplicaBack { replica });
                }
            }
            Err(error) => {
                self.failed(&error);
            }
        }
    }

    /// Whether a read that has failed so is better asked elsewhere. If the replica is why, it is
    /// left alone for a while.
    fn failed(&self, error: &DbErr) -> bool {
        let reason = match error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => {
                if PoolState::of(&self.connection).is_exhausted() {
                    return true;
                }
                "it cannot be connected to in time".to_owned()
            }
            DbErr::ConnectionAcquire(_) => "it is closed".to_owned(),
            error => match Cause::of(error) {
                Cause::Transport => "the connection to it was lost".to_owned(),
                // What is replayed there got in the way of the read.
                Cause::Conflict => return true,
                _ if Cause::is_at_the_door(error) => "it lets nobody in".to_owned(),
                _ => return false,
            },
        };
        let until = Instant::now() + self.retry;
        let before = self.away().replace((reason.clone(), until));
        if before.is_none() {
            tracing::warn!(replica = %self.url, %error, "a replica is away: {reason}");
            let replica = self.url.to_string();
            self.emit(ReplicaAway { replica, reason });
        }
        true
    }

    fn emit<E: EventType>(&self, event: E) {
        if let Some(events) = &self.events {
            events.emit(event);
        }
    }
}

/// The settings of a replica: those of the primary, and less patience.
fn of(config: &DatabaseConfig, url: &DatabaseUrl) -> DatabaseConfig {
    DatabaseConfig {
        url: url.clone(),
        replicas: Vec::new(),
        min_connections: 0,
        acquire_timeout: config.replica_timeout,
        ..config.clone()
    }
}
