//! What goes wrong around a database: networks that are cut, servers that end sessions, bursts.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test"
)]

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use purlin::health::HealthStatus;
use purlin_database::{
    Database, DatabaseConfig, DatabaseError, DatabaseHealth, Engine, TransactionPolicy,
    sea_orm::{ConnectionTrait, Statement},
};

use purlin_test_network::Proxy;

use crate::support::{self, notes, on_server, with_notes, write};

const SERVERS: [Engine; 2] = [Engine::Postgres, Engine::MySql];
pub(crate) const WORKERS: u32 = 8;
pub(crate) const TRANSACTIONS: u32 = 250;
pub(crate) const WRITES: u32 = 5;

/// The same database, over a network that can be cut.
pub(crate) async fn behind_proxy(config: DatabaseConfig) -> (DatabaseConfig, Proxy) {
    let engine = config.url.engine();
    let server = support::server(engine);
    let (head, rest) = server.rsplit_once('@').unwrap();
    let (host, _) = rest.split_once('/').unwrap();
    let usual = if engine == Engine::Postgres {
        5432
    } else {
        3306
    };
    let host = if host.contains(':') {
        host.to_owned()
    } else {
        format!("{host}:{usual}")
    };
    let proxy = Proxy::to(&host).await;
    let shown = config.url.to_string();
    let (_, name) = shown.rsplit_once('/').unwrap();
    let url = format!("{head}@{}/{name}", proxy.address());
    let config = DatabaseConfig {
        url: url.parse().unwrap(),
        ..config
    };
    (config, proxy)
}

/// Writes `WRITES` notes in one transaction, until they are there. What is told as not kept is
/// written again; what is not known is looked for.
pub(crate) async fn write_once(database: &Database, key: &str) {
    let policy = TransactionPolicy::new().attempts(5);
    loop {
        let outcome = database
            .transaction_with(&policy, async |tx| {
                for number in 0..WRITES {
                    write(tx, &format!("{key}.{number}")).await?;
                }
                Ok::<_, DatabaseError>(())
            })
            .await;
        match outcome {
            Ok(()) => return,
            Err(DatabaseError::UnknownOutcome(_)) => {
                if is_there(database, key).await {
                    return;
                }
            }
            Err(
                DatabaseError::Lost(_)
                | DatabaseError::Conflict(_)
                | DatabaseError::Unreachable { .. }
                | DatabaseError::Acquire { .. },
            ) => {}
            Err(other) => panic!("{key}: {other:?}"),
        }
    }
}

async fn is_there(database: &Database, key: &str) -> bool {
    let sql = format!("SELECT text FROM notes WHERE text = '{key}.0'");
    loop {
        // The server may still be at the commit of the connection that was lost.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let query = Statement::from_string(database.get_database_backend(), &sql);
        if let Ok(found) = database.query_one_raw(query).await {
            return found.is_some();
        }
    }
}

/// Ends every other session of this database, as a restart of the server does.
async fn end_sessions(database: &Database) {
    let backend = database.get_database_backend();
    if database.engine() == Engine::Postgres {
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        database.execute_unprepared(sql).await.unwrap();
        return;
    }
    let sql = "SELECT CAST(id AS CHAR) FROM information_schema.processlist \
               WHERE db = DATABASE() AND id <> CONNECTION_ID()";
    let query = Statement::from_string(backend, sql);
    for row in database.query_all_raw(query).await.unwrap() {
        let id: String = row.try_get_by_index(0).unwrap();
        // It may have ended by itself.
        let _ = database.execute_unprepared(&format!("KILL {id}")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_write_is_lost_or_doubled_while_connections_are_cut() {
    for engine in SERVERS {
        on_server(engine, |config| async move {
            let direct = with_notes(&DatabaseConfig {
                max_connections: 1,
                ..config.clone()
            })
            .await;
            let (config, proxy) = behind_proxy(config).await;
            let database = Database::connect(&DatabaseConfig {
                acquire_timeout: Duration::from_secs(2),
                ..config
            })
            .await
            .unwrap();
            let done = Arc::new(AtomicU32::new(0));
            let over = Arc::new(AtomicBool::new(false));
            let workers: Vec<_> = (0..WORKERS)
                .map(|worker| {
                    let (database, done) = (database.clone(), Arc::clone(&done));
                    tokio::spawn(async move {
                        for number in 0..TRANSACTIONS {
                            write_once(&database, &format!("{worker}.{number}")).await;
                            done.fetch_add(1, Ordering::SeqCst);
                        }
                    })
                })
                .collect();
            let trouble = tokio::spawn({
                let (done, over) = (Arc::clone(&done), Arc::clone(&over));
                async move {
                    let all = WORKERS * TRANSACTIONS;
                    // In the middle of the work, whatever its speed.
                    for part in 1..10 {
                        while done.load(Ordering::SeqCst) < all * part / 10 {
                            tokio::time::sleep(Duration::from_millis(1)).await;
                        }
                        match part % 3 {
                            0 => end_sessions(&direct).await,
                            1 => proxy.cut_once(),
                            _ => {
                                proxy.cut();
                                tokio::time::sleep(Duration::from_millis(50)).await;
                                proxy.mend();
                            }
                        }
                    }
                    over.store(true, Ordering::SeqCst);
                    (direct, proxy)
                }
            });
            for worker in workers {
                worker.await.unwrap();
            }
            let (direct, _proxy) = trouble.await.unwrap();
            assert!(over.load(Ordering::SeqCst));
            let mut counts = BTreeMap::new();
            for text in notes(&direct).await {
                *counts.entry(text).or_insert(0_u32) += 1;
            }
            let expected = usize::try_from(WORKERS * TRANSACTIONS * WRITES).unwrap();
            assert_eq!(counts.len(), expected, "some were lost");
            let doubled: Vec<_> = counts.iter().filter(|(_, count)| **count != 1).collect();
            assert!(doubled.is_empty(), "{doubled:?}");
            database.close().await.unwrap();
            direct.close().await.unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_told_in_time_and_used_again_when_it_is_back() {
    for engine in SERVERS {
        on_server(engine, |config| async move {
            let (config, proxy) = behind_proxy(config).await;
            let database = with_notes(&DatabaseConfig {
                acquire_timeout: Duration::from_millis(300),
                ..config
            })
            .await;
            proxy.cut();
            let began = Instant::now();
            let health = DatabaseHealth::check(&database).await;
            assert_eq!(health.status(), HealthStatus::Unhealthy, "{health:?}");
            // The first finds a connection that is gone, the second none.
            let error = database.ping().await.unwrap_err();
            assert_eq!(error.code(), "PL1311", "{error:?}");
            let outcome = database
                .transaction_with(&TransactionPolicy::new(), async |tx| {
                    Ok::<_, DatabaseError>(write(tx, "no").await?)
                })
                .await;
            assert_eq!(outcome.unwrap_err().code(), "PL1311");
            assert!(began.elapsed() < Duration::from_secs(10));
            proxy.mend();
            write(&database, "again").await.unwrap();
            assert_eq!(notes(&database).await, ["again"]);
            database.close().await.unwrap();
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_that_exhausts_the_pool_is_refused_clearly_and_passes() {
    for (engine, nap) in [
        (Engine::Postgres, "SELECT pg_sleep(0.1)"),
        (Engine::MySql, "SELECT SLEEP(0.1)"),
    ] {
        on_server(engine, |config| async move {
            let database = with_notes(&DatabaseConfig {
                max_connections: 4,
                acquire_timeout: Duration::from_millis(500),
                ..config
            })
            .await;
            let burst: Vec<_> = (0..200)
                .map(|_| {
                    let database = database.clone();
                    tokio::spawn(async move {
                        let done = database.execute_unprepared(nap).await;
                        done.map(drop).map_err(DatabaseError::from)
                    })
                })
                .collect();
            let (mut served, mut refused) = (0, 0);
            for one in burst {
                match one.await.unwrap() {
                    Ok(()) => served += 1,
                    Err(error) => {
                        assert_eq!(error.code(), "PL1304", "{error:?}");
                        refused += 1;
                    }
                }
            }
            assert!(served >= 4 && refused > 0, "{served} {refused}");
            assert!(database.stats().open <= 4);
            database.ping().await.unwrap();
            write(&database, "after").await.unwrap();
            assert_eq!(notes(&database).await, ["after"]);
            database.close().await.unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn a_connection_that_is_lost_during_the_commit_leaves_nobody_who_knows() {
    for engine in SERVERS {
        on_server(engine, |config| async move {
            let (config, proxy) = behind_proxy(config).await;
            let database = with_notes(&config).await;
            let policy = TransactionPolicy::new();
            let (silent, is_silent) = tokio::sync::oneshot::channel();
            let silent = std::sync::Mutex::new(Some(silent));
            let attempts = AtomicU32::new(0);
            let work = database.transaction_with(&policy, async |tx| {
                attempts.fetch_add(1, Ordering::SeqCst);
                write(tx, "perhaps").await?;
                // What is asked from now on, the commit, has no answer.
                proxy.silence();
                silent.lock().unwrap().take().unwrap().send(()).unwrap();
                Ok::<_, DatabaseError>(())
            });
            let cut = async {
                is_silent.await.unwrap();
                tokio::time::sleep(Duration::from_millis(50)).await;
                proxy.mend();
            };
            let (outcome, ()) = tokio::join!(work, cut);
            let error = outcome.unwrap_err();
            assert_eq!(error.code(), "PL1319", "{error:?}");
            assert_eq!(attempts.load(Ordering::SeqCst), 1, "never tried again");
            let metrics = database.metrics();
            assert_eq!((metrics.unknown, metrics.retried), (1, 0));
            database.close().await.unwrap();
        })
        .await;
    }
}
