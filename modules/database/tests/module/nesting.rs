//! Transactions inside of each other, and who is in them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt;
use purlin::context::{Contexts, ExecutionContext};
use purlin_database::{
    Database, DatabaseError, Engine, Nesting, Transaction, TransactionPolicy,
    sea_orm::{ConnectionTrait, IsolationLevel},
};

use crate::support::{notes, on_each, with_notes, write};

async fn everywhere(check: impl AsyncFn(Database)) {
    let check = &check;
    on_each(|config| async move {
        let database = with_notes(&config).await;
        check(database.clone()).await;
        database.close().await.unwrap();
    })
    .await;
}

/// What a repository does: it knows the database only.
async fn add(database: &Database, text: &str) -> Result<(), DatabaseError> {
    Ok(write(database, text).await?)
}

fn stop() -> DatabaseError {
    DatabaseError::Closed
}

#[tokio::test]
async fn who_asks_the_database_inside_of_a_transaction_is_in_it() {
    everywhere(async |database| {
        let outcome = database
            .transaction(async |_: &Transaction| -> Result<(), DatabaseError> {
                add(&database, "gone").await?;
                Err(stop())
            })
            .await;
        assert!(matches!(outcome, Err(DatabaseError::Closed)));
        assert!(notes(&database).await.is_empty());
        database
            .transaction(async |_: &Transaction| add(&database, "kept").await)
            .await
            .unwrap();
        add(&database, "after").await.unwrap();
        assert_eq!(notes(&database).await, ["kept", "after"]);
    })
    .await;
}

#[tokio::test]
async fn a_part_that_fails_is_undone_by_itself() {
    everywhere(async |database| {
        database
            .transaction(async |_: &Transaction| {
                add(&database, "one").await?;
                let part = database
                    .transaction(async |_: &Transaction| -> Result<(), DatabaseError> {
                        add(&database, "gone").await?;
                        // What the database refuses is undone as well as what we refuse.
                        database
                            .execute_unprepared("INSERT INTO nowhere VALUES (1)")
                            .await?;
                        Ok(())
                    })
                    .await;
                assert_eq!(part.unwrap_err().code(), "PL1310");
                database
                    .transaction(async |tx: &Transaction| {
                        Ok::<_, DatabaseError>(write(tx, "two").await?)
                    })
                    .await?;
                add(&database, "three").await
            })
            .await
            .unwrap();
        assert_eq!(notes(&database).await, ["one", "two", "three"]);
    })
    .await;
}

#[tokio::test]
async fn a_part_that_joins_takes_the_whole_with_it() {
    everywhere(async |database| {
        let joined = TransactionPolicy::new().nesting(Nesting::Join);
        let error = database
            .transaction(async |_: &Transaction| {
                add(&database, "gone").await?;
                let part = database
                    .transaction_with(&joined, async |_| -> Result<(), DatabaseError> {
                        Err(stop())
                    })
                    .await;
                assert!(part.is_err());
                Ok::<_, DatabaseError>(())
            })
            .await
            .unwrap_err();
        assert_eq!(error.code(), "PL1317");
        assert_eq!(
            error.to_string(),
            "the transaction was rolled back: a part of it has failed"
        );
        assert!(notes(&database).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_separate_one_is_kept_whatever_becomes_of_the_one_around_it() {
    everywhere(async |database| {
        let separate = TransactionPolicy::new().nesting(Nesting::Separate);
        let outcome = database
            .transaction(async |_: &Transaction| -> Result<(), DatabaseError> {
                add(&database, "gone").await?;
                let part = database
                    .transaction_with(&separate, async |_| add(&database, "kept").await)
                    .await;
                if database.engine() == Engine::Sqlite {
                    assert_eq!(part.unwrap_err().code(), "PL1316");
                } else {
                    part.unwrap();
                }
                Err(stop())
            })
            .await;
        assert!(outcome.is_err());
        let expected: &[&str] = match database.engine() {
            Engine::Sqlite => &[],
            _ => &["kept"],
        };
        assert_eq!(notes(&database).await, expected);
    })
    .await;
}

#[tokio::test]
async fn the_isolation_of_a_part_is_that_of_the_whole() {
    everywhere(async |database| {
        let strict = TransactionPolicy::new().isolation(IsolationLevel::Serializable);
        database
            .transaction_with(&strict, async |_| {
                let error = database
                    .transaction_with(&strict, async |_| Ok::<_, DatabaseError>(()))
                    .await
                    .unwrap_err();
                assert_eq!(error.code(), "PL1316");
                add(&database, "kept").await
            })
            .await
            .unwrap();
        assert_eq!(notes(&database).await, ["kept"]);
    })
    .await;
}

#[tokio::test]
async fn a_task_that_is_spawned_is_outside() {
    on_each(|config| async move {
        let database = with_notes(&config).await;
        if database.engine() == Engine::Sqlite {
            // It would wait for its turn to write.
            return;
        }
        let contexts = Contexts::default();
        let inside = async {
            database
                .transaction(async |_: &Transaction| -> Result<(), DatabaseError> {
                    add(&database, "gone").await?;
                    // It takes the context along, and not the transaction.
                    let context = ExecutionContext::current().unwrap();
                    let (outside, database) = (database.clone(), &database);
                    tokio::spawn(context.scope(async move { add(&outside, "kept").await }))
                        .await
                        .unwrap()?;
                    // A child of the context is in it.
                    let child = ExecutionContext::current().unwrap().child();
                    child.scope(add(database, "gone, too")).await?;
                    Err(stop())
                })
                .await
        };
        assert!(contexts.root().scope(inside).await.is_err());
        assert_eq!(notes(&database).await, ["kept"]);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_context_that_outlives_the_transaction_is_outside() {
    everywhere(async |database| {
        let saved = database
            .transaction(async |_: &Transaction| {
                Ok::<_, DatabaseError>(ExecutionContext::current().unwrap())
            })
            .await
            .unwrap();
        saved.scope(add(&database, "kept")).await.unwrap();
        assert_eq!(notes(&database).await, ["kept"]);
    })
    .await;
}

#[tokio::test]
async fn an_error_that_is_swallowed_is_told_where_the_engine_keeps_nothing_after_it() {
    everywhere(async |database| {
        let outcome = database
            .transaction(async |tx: &Transaction| {
                write(tx, "one").await?;
                let refused = tx
                    .execute_unprepared("INSERT INTO nowhere VALUES (1)")
                    .await;
                assert!(refused.is_err());
                Ok::<_, DatabaseError>(())
            })
            .await;
        if database.engine() == Engine::Postgres {
            assert_eq!(outcome.unwrap_err().code(), "PL1317");
            assert!(notes(&database).await.is_empty());
        } else {
            outcome.unwrap();
            assert_eq!(notes(&database).await, ["one"]);
        }
    })
    .await;
}

#[tokio::test]
async fn parts_that_run_at_once_take_turns() {
    everywhere(async |database| {
        let part = async |text: &str, fails: bool| {
            database
                .transaction(async |tx: &Transaction| {
                    write(tx, text).await?;
                    tokio::task::yield_now().await;
                    write(tx, text).await?;
                    if fails { Err(stop()) } else { Ok(()) }
                })
                .await
        };
        database
            .transaction(async |_: &Transaction| {
                let (one, two, three) =
                    tokio::join!(part("one", false), part("gone", true), part("three", false));
                assert!(one.is_ok() && two.is_err() && three.is_ok());
                Ok::<_, DatabaseError>(())
            })
            .await
            .unwrap();
        assert_eq!(notes(&database).await, ["one", "one", "three", "three"]);
    })
    .await;
}

#[tokio::test]
async fn a_part_that_panics_or_is_dropped_is_undone() {
    everywhere(async |database| {
        database
            .transaction(async |_: &Transaction| {
                let panics =
                    database.transaction(async |tx: &Transaction| -> Result<(), DatabaseError> {
                        write(tx, "gone").await?;
                        panic!("boom")
                    });
                assert!(AssertUnwindSafe(panics).catch_unwind().await.is_err());
                let waits =
                    database.transaction(async |tx: &Transaction| -> Result<(), DatabaseError> {
                        write(tx, "gone").await?;
                        std::future::pending().await
                    });
                let cut = tokio::time::timeout(Duration::from_millis(50), waits).await;
                assert!(cut.is_err());
                add(&database, "kept").await
            })
            .await
            .unwrap();
        assert_eq!(notes(&database).await, ["kept"]);
    })
    .await;
}

#[tokio::test]
async fn work_that_is_not_done_by_the_deadline_is_given_up_and_nothing_is_kept() {
    everywhere(async |database| {
        let context = Contexts::default().root();
        let slow = database.transaction(async |tx: &Transaction| -> Result<(), DatabaseError> {
            write(tx, "gone").await?;
            std::future::pending().await
        });
        let error = context
            .with_timeout(Duration::from_millis(200))
            .scope(slow)
            .await
            .unwrap_err();
        assert_eq!(error.code(), "PL1318");
        database
            .transaction(async |_: &Transaction| add(&database, "kept").await)
            .await
            .unwrap();
        assert_eq!(notes(&database).await, ["kept"]);
    })
    .await;
}

#[tokio::test]
async fn what_only_reads_is_held_to_it_by_servers() {
    everywhere(async |database| {
        let reading = TransactionPolicy::new().read_only();
        let seen = database
            .transaction_with(&reading, async |_| {
                Ok::<_, DatabaseError>(notes(&database).await.len())
            })
            .await;
        assert_eq!(seen.unwrap(), 0);
        if database.engine() != Engine::Sqlite {
            let refused = database
                .transaction_with(&reading, async |_| add(&database, "no").await)
                .await;
            assert_eq!(refused.unwrap_err().code(), "PL1310");
        }
    })
    .await;
}
