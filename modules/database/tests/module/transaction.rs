//! Transactions: all or nothing, one writer at a time.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::FutureExt;
use purlin_database::{Database, DatabaseError, Transaction};
use tokio::sync::oneshot;

use crate::support::{self, file, memory, notes, on_each, with_notes, write};

async fn everywhere(check: impl AsyncFn(Database)) {
    check(with_notes(&memory()).await).await;
    let check = &check;
    on_each(|config| async move {
        let database = with_notes(&config).await;
        check(database.clone()).await;
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_transaction_commits_on_ok() {
    everywhere(async |database| {
        let text = String::from("kept");
        let length = database
            .transaction(async |tx: &Transaction| -> Result<usize, DatabaseError> {
                write(tx, &text).await?;
                Ok(text.len())
            })
            .await
            .unwrap();
        assert_eq!((length, notes(&database).await), (4, vec![text]));
    })
    .await;
}

#[tokio::test]
async fn a_transaction_rolls_back_on_an_error_which_is_passed_on() {
    #[derive(Debug, thiserror::Error)]
    enum Refused {
        #[error("sold out")]
        SoldOut,
        #[error(transparent)]
        Database(#[from] DatabaseError),
    }
    everywhere(async |database| {
        let outcome = database
            .transaction(async |tx: &Transaction| -> Result<(), Refused> {
                write(tx, "gone").await.map_err(DatabaseError::from)?;
                Err(Refused::SoldOut)
            })
            .await;
        assert!(matches!(outcome, Err(Refused::SoldOut)));
        assert!(notes(&database).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_transaction_rolls_back_on_a_panic_which_is_passed_on() {
    everywhere(async |database| {
        let work = database.transaction(async |tx: &Transaction| {
            write(tx, "gone").await?;
            assert!(text_is_fine("gone"), "boom");
            Ok::<_, DatabaseError>(())
        });
        assert!(AssertUnwindSafe(work).catch_unwind().await.is_err());
        write(database.connection(), "after").await.unwrap();
        assert_eq!(notes(&database).await, ["after"]);
    })
    .await;
}

fn text_is_fine(text: &str) -> bool {
    text.is_empty()
}

#[tokio::test]
async fn a_transaction_rolls_back_when_its_future_is_dropped() {
    everywhere(async |database| {
        let (written, is_written) = oneshot::channel();
        let work = tokio::spawn({
            let database = database.clone();
            async move {
                database
                    .transaction(async move |tx: &Transaction| {
                        write(tx, "gone").await?;
                        written.send(()).unwrap();
                        std::future::pending::<Result<(), DatabaseError>>().await
                    })
                    .await
            }
        });
        is_written.await.unwrap();
        work.abort();
        assert!(work.await.unwrap_err().is_cancelled());
        let next =
            async |tx: &Transaction| -> Result<(), DatabaseError> { Ok(write(tx, "after").await?) };
        database.transaction(next).await.unwrap();
        assert_eq!(notes(&database).await, ["after"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_that_read_first_never_fail_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let database = with_notes(&file(folder.path())).await;
    let inside = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..40)
        .map(|_| {
            let (database, inside) = (database.clone(), Arc::clone(&inside));
            tokio::spawn(async move {
                database
                    .transaction(async |tx: &Transaction| -> Result<(), DatabaseError> {
                        assert!(!inside.swap(true, Ordering::SeqCst));
                        let sql = "SELECT CAST(count(*) AS TEXT) FROM notes";
                        let seen = support::strings(tx, sql).await.remove(0);
                        write(tx, &seen).await?;
                        inside.store(false, Ordering::SeqCst);
                        Ok(())
                    })
                    .await
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    let expected: Vec<_> = (0..40).map(|number| number.to_string()).collect();
    assert_eq!(notes(&database).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transactions_dropped_at_any_point_leave_no_lock_and_no_connection_behind() {
    let folder = tempfile::tempdir().unwrap();
    let database = with_notes(&file(folder.path())).await;
    let mut told = 0;
    for patience in 0..300 {
        let work = tokio::spawn({
            let database = database.clone();
            async move {
                let write = async |tx: &Transaction| -> Result<(), DatabaseError> {
                    Ok(write(tx, "kept").await?)
                };
                database.transaction(write).await
            }
        });
        for _ in 0..patience {
            tokio::task::yield_now().await;
        }
        work.abort();
        match work.await {
            Ok(outcome) => {
                outcome.unwrap();
                told += 1;
            }
            Err(error) => assert!(error.is_cancelled(), "{error}"),
        }
    }
    let last =
        async |tx: &Transaction| -> Result<(), DatabaseError> { Ok(write(tx, "last").await?) };
    database.transaction(last).await.unwrap();
    let kept = notes(&database).await;
    assert!(
        kept.len() > told,
        "{told} were told that they are kept, {} are",
        kept.len()
    );
    assert_eq!(kept.last().map(String::as_str), Some("last"));
    database.close().await.unwrap();
    assert!(!folder.path().join("test.sqlite-wal").exists());
}
