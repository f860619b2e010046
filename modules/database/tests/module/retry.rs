//! What is tried again: transactions that lost against another one or their connection, and
//! nothing else.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use purlin::context::Contexts;
use purlin_database::{
    Database, DatabaseError, Engine, Transaction, TransactionPolicy,
    sea_orm::{ConnectionTrait, IsolationLevel, Statement},
};
use tokio::sync::Barrier;

use crate::support::{notes, on_each, on_server, with_notes, write};

const SERVERS: [Engine; 2] = [Engine::Postgres, Engine::MySql];

/// A statement that fails as if the transaction had lost against another one.
fn conflict(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => {
            "DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$"
        }
        _ => "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'conflict'",
    }
}

/// A statement that ends its own connection.
fn suicide(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "SELECT pg_terminate_backend(pg_backend_pid())",
        _ => "KILL CONNECTION_ID()",
    }
}

#[tokio::test]
async fn a_conflict_or_a_lost_connection_is_tried_again_from_the_beginning() {
    for engine in SERVERS {
        for trouble in [conflict(engine), suicide(engine)] {
            on_server(engine, |config| async move {
                let database = with_notes(&config).await;
                let attempts = AtomicU32::new(0);
                database
                    .transaction_with(&TransactionPolicy::new(), async |tx| {
                        write(tx, "once").await?;
                        if attempts.fetch_add(1, Ordering::SeqCst) == 0 {
                            tx.execute_unprepared(trouble).await?;
                        }
                        Ok::<_, DatabaseError>(())
                    })
                    .await
                    .unwrap();
                assert_eq!(attempts.load(Ordering::SeqCst), 2, "{trouble}");
                let metrics = database.metrics();
                assert_eq!((metrics.retried, metrics.rolled_back), (1, 1));
                assert_eq!(notes(&database).await, ["once"]);
                database.close().await.unwrap();
            })
            .await;
        }
    }
}

#[tokio::test]
async fn attempts_end_with_the_policy_or_with_the_deadline() {
    for engine in SERVERS {
        on_server(engine, |config| async move {
            let database = with_notes(&config).await;
            let attempts = AtomicU32::new(0);
            let always = async |tx: &Transaction| -> Result<(), DatabaseError> {
                attempts.fetch_add(1, Ordering::SeqCst);
                tx.execute_unprepared(conflict(engine)).await?;
                Ok(())
            };
            let policy = TransactionPolicy::new().attempts(3);
            let error = database
                .transaction_with(&policy, always)
                .await
                .unwrap_err();
            assert_eq!(
                (error.code(), attempts.swap(0, Ordering::SeqCst)),
                ("PL1312", 3)
            );

            let policy = TransactionPolicy::new().attempts(1_000_000);
            let context = Contexts::default()
                .root()
                .with_timeout(Duration::from_millis(300));
            let began = Instant::now();
            let error = context
                .scope(database.transaction_with(&policy, always))
                .await
                .unwrap_err();
            assert!(began.elapsed() < Duration::from_secs(5));
            assert!(attempts.load(Ordering::SeqCst) > 2, "{attempts:?}");
            assert!(["PL1312", "PL1318"].contains(&error.code()), "{error:?}");
            database.close().await.unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn what_the_work_itself_refuses_is_not_tried_again() {
    on_each(|config| async move {
        let database = with_notes(&config).await;
        for refusal in ["INSERT INTO nowhere VALUES (1)", ""] {
            let attempts = AtomicU32::new(0);
            let outcome = database
                .transaction_with(&TransactionPolicy::new(), async |tx| {
                    attempts.fetch_add(1, Ordering::SeqCst);
                    if !refusal.is_empty() {
                        tx.execute_unprepared(refusal).await?;
                    }
                    Err::<(), _>(DatabaseError::Closed)
                })
                .await;
            assert!(outcome.is_err());
            assert_eq!(attempts.load(Ordering::SeqCst), 1);
        }
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn inside_of_another_one_only_the_outermost_is_tried_again() {
    for engine in SERVERS {
        on_server(engine, |config| async move {
            let database = with_notes(&config).await;
            let (outer, inner) = (AtomicU32::new(0), AtomicU32::new(0));
            database
                .transaction_with(&TransactionPolicy::new(), async |tx| {
                    outer.fetch_add(1, Ordering::SeqCst);
                    write(tx, "outer").await?;
                    let part = database
                        .transaction_with(&TransactionPolicy::new(), async |tx| {
                            write(tx, "inner").await?;
                            if inner.fetch_add(1, Ordering::SeqCst) == 0 {
                                tx.execute_unprepared(conflict(engine)).await?;
                            }
                            Ok::<_, DatabaseError>(())
                        })
                        .await;
                    if part.is_err() {
                        // The database has given up the whole: nothing more is done in it, one
                        // statement at a time or otherwise.
                        let more = write(tx, "no").await.unwrap_err();
                        assert!(more.to_string().contains("was given up"), "{more}");
                    }
                    // Even if the failure is swallowed.
                    Ok::<_, DatabaseError>(())
                })
                .await
                .unwrap();
            let counts = [&outer, &inner].map(|count| count.load(Ordering::SeqCst));
            assert_eq!(counts, [2, 2]);
            assert_eq!(notes(&database).await, ["outer", "inner"]);
            database.close().await.unwrap();
        })
        .await;
    }
}

async fn update(tx: &Transaction, id: u32, engine: Engine) -> Result<(), DatabaseError> {
    let text = match engine {
        Engine::Postgres => "text || '+'",
        _ => "concat(text, '+')",
    };
    let sql = format!("UPDATE notes SET text = {text} WHERE id = {id}");
    tx.execute_unprepared(&sql).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_costs_an_attempt_and_no_write() {
    for engine in SERVERS {
        on_server(engine, |config| async move {
            let database = with_notes(&config).await;
            for text in ["a", "b"] {
                write(&database, text).await.unwrap();
            }
            let both = Arc::new(Barrier::new(2));
            let attempts = Arc::new(AtomicU32::new(0));
            let works: Vec<_> = [(1, 2), (2, 1)]
                .map(|(first, second)| {
                    let (database, both) = (database.clone(), Arc::clone(&both));
                    let attempts = Arc::clone(&attempts);
                    tokio::spawn(async move {
                        let met = AtomicU32::new(0);
                        database
                            .transaction_with(&TransactionPolicy::new(), async |tx| {
                                attempts.fetch_add(1, Ordering::SeqCst);
                                update(tx, first, engine).await?;
                                if met.fetch_add(1, Ordering::SeqCst) == 0 {
                                    both.wait().await;
                                }
                                update(tx, second, engine).await
                            })
                            .await
                    })
                })
                .into();
            for work in works {
                work.await.unwrap().unwrap();
            }
            assert_eq!(attempts.load(Ordering::SeqCst), 3);
            assert_eq!(notes(&database).await, ["a++", "b++"]);
            database.close().await.unwrap();
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serializable_transactions_see_each_other_or_are_tried_again() {
    on_server(Engine::Postgres, |config| async move {
        let database = with_notes(&config).await;
        let policy = TransactionPolicy::new()
            .isolation(IsolationLevel::Serializable)
            .attempts(50);
        let writers: Vec<_> = (0..8)
            .map(|_| {
                let (database, policy) = (database.clone(), policy.clone());
                tokio::spawn(async move { number(&database, &policy).await })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
        let mut seen = notes(&database).await;
        seen.sort_by_key(|text| text.parse::<u32>().unwrap());
        let expected: Vec<_> = (0..8).map(|number| number.to_string()).collect();
        assert_eq!(seen, expected);
        database.close().await.unwrap();
    })
    .await;
}

/// Writes how many there are: wrong if two see the same.
async fn number(database: &Database, policy: &TransactionPolicy) -> Result<(), DatabaseError> {
    database
        .transaction_with(policy, async |tx| {
            let sql = "SELECT count(*)::text FROM notes";
            let query = Statement::from_string(tx.get_database_backend(), sql);
            let row = tx.query_one_raw(query).await?.unwrap();
            let count: String = row.try_get_by_index(0)?;
            Ok(write(tx, &count).await?)
        })
        .await
}
