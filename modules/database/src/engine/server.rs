//! What the servers have in common: waiting for one that starts, and opening its pool.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{
        ConnectOptions, Connection, Database, Pool,
        pool::{PoolConnectionMetadata, PoolOptions},
    },
};
use tokio::time::{Instant, sleep, timeout_at};

use super::Role;
use crate::{DatabaseConfig, DatabaseError, error::is_unreachable};

/// A connection that nobody has used for this long is asked before it is handed out.
const ASK_AFTER: Duration = Duration::from_secs(1);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// When the credentials were changed last: connections from before that are not handed out again.
#[derive(Debug, Default)]
pub(crate) struct Rotation(Mutex<Option<Instant>>);

impl Rotation {
    pub(super) fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether a connection of this age was made with the credentials that hold.
    fn made(&self, age: Duration) -> bool {
        let rotated = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rotated.is_none_or(|at| age < at.elapsed())
    }
}

/// Lets all connections from now on be made so. They are tried first: what the server refuses
/// changes nothing.
pub(super) async fn rotate<DB: Database>(
    config: &DatabaseConfig,
    pool: &Pool<DB>,
    options: <DB::Connection as Connection>::Options,
    rotation: &Rotation,
) -> Result<(), DatabaseError> {
    answers(&options, config, Instant::now() + config.acquire_timeout).await?;
    pool.set_connect_options(options);
    rotation.now();
    Ok(())
}

/// Opens the pool, with `database.min_connections` connections. A server that is still starting is
/// waited for, as long as for a free connection.
pub(super) async fn open<DB: Database>(
    config: &DatabaseConfig,
    options: <DB::Connection as Connection>::Options,
    pool: PoolOptions<DB>,
    role: &Role,
    rotation: &Arc<Rotation>,
) -> Result<Pool<DB>, DatabaseError> {
    let rotation = Arc::clone(rotation);
    let deadline = Instant::now() + config.acquire_timeout;
    let pool = pool.before_acquire(move |connection, metadata| {
        let holds = rotation.made(metadata.age);
        Box::pin(async move { Ok(holds && still_there(connection, metadata).await) })
    });
    if *role == Role::Replica {
        return Ok(pool.connect_lazy_with(options));
    }
    answers(&options, config, deadline).await?;
    let pool = pool
        .connect_with(options)
        .await
        .map_err(|error| refused(config, error))?;
    warm_up(&pool, config).await?;
    Ok(pool)
}

/// Connects once by itself: the pool would only say that it took too long.
async fn answers<O>(
    options: &O,
    config: &DatabaseConfig,
    deadline: Instant,
) -> Result<(), DatabaseError>
where
    O: ConnectOptions<Connection: Sized>,
{
    let mut pause = FIRST_PAUSE;
    loop {
        let error = match timeout_at(deadline, options.connect()).await {
            Ok(Ok(connection)) => {
                let _ = connection.close().await;
                return Ok(());
            }
            Ok(Err(error)) => refused(config, error),
            Err(_) => silent(config),
        };
        if !matches!(error, DatabaseError::Unreachable { .. }) || Instant::now() + pause > deadline
        {
            return Err(error);
        }
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// Opens all connections that there shall be at least, so that the first requests need not.
async fn warm_up<DB: Database>(
    pool: &Pool<DB>,
    config: &DatabaseConfig,
) -> Result<(), DatabaseError> {
    let least = pool.options().get_min_connections();
    let mut held = Vec::new();
    for _ in 0..least {
        held.push(
            pool.acquire()
                .await
                .map_err(|error| refused(config, error))?,
        );
    }
    Ok(())
}

async fn still_there<C: Connection>(connection: &mut C, metadata: PoolConnectionMetadata) -> bool {
    metadata.idle_for < ASK_AFTER || connection.ping().await.is_ok()
}

fn refused(config: &DatabaseConfig, error: sqlx::Error) -> DatabaseError {
    let target = config.url.to_string();
    let source = DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)));
    if is_unreachable(&source) {
        return DatabaseError::Unreachable {
            target,
            source: Some(source),
        };
    }
    DatabaseError::Open {
        target,
        reason: "the server refused it".to_owned(),
        source: Some(source),
    }
}

fn silent(config: &DatabaseConfig) -> DatabaseError {
    DatabaseError::Unreachable {
        target: config.url.to_string(),
        source: None,
    }
}
