//! Failures: opening, exhaustion, locks, and closing while in use.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::time::Duration;

use purlin::error::{Category, Error};
use purlin_database::{
    Database, DatabaseConfig, DatabaseError, DatabaseUrl, Engine, Transaction,
    sea_orm::{ConnectionTrait, TransactionTrait},
};
use tokio::sync::oneshot;

use crate::support::{file, memory, notes, on_server, with_notes, write};

async fn refused(url: DatabaseUrl) -> String {
    let config = DatabaseConfig {
        url,
        ..DatabaseConfig::default()
    };
    let error = Database::connect(&config).await.unwrap_err();
    assert_eq!(
        (error.code(), error.category()),
        ("PL1301", Category::Dependency)
    );
    Error::from(error).render()
}

#[tokio::test]
async fn a_missing_folder_is_named_and_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("not/there");
    let told = refused(DatabaseUrl::file(missing.join("a.sqlite"))).await;
    let expected = format!("the folder `{}` does not exist", missing.display());
    assert!(told.contains(&expected), "{told}");
    assert!(!missing.exists());
}

#[tokio::test]
async fn a_folder_or_another_kind_of_file_is_not_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let told = refused(DatabaseUrl::file(folder.path())).await;
    assert!(told.contains("it is a folder"), "{told}");
    let text = folder.path().join("letter.txt");
    std::fs::write(&text, "Dear Sir or Madam, ".repeat(100)).unwrap();
    let told = refused(DatabaseUrl::file(&text)).await;
    assert!(told.contains("file is not a database"), "{told}");
}

#[tokio::test]
async fn a_file_is_made_unless_the_address_says_not_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my shop?.sqlite");
    let encoded = path
        .display()
        .to_string()
        .replace(' ', "%20")
        .replace('?', "%3F");
    let url = |mode| {
        format!("sqlite://{encoded}?mode={mode}")
            .parse::<DatabaseUrl>()
            .unwrap()
    };
    for mode in ["rw", "ro"] {
        let told = refused(url(mode)).await;
        assert!(told.contains("says not to make it"), "{told}");
    }
    let database = with_notes(&DatabaseConfig {
        url: url("rwc"),
        ..file(folder.path())
    })
    .await;
    assert!(path.is_file());
    database.close().await.unwrap();
    let reader = with_notes(&DatabaseConfig {
        url: url("ro"),
        ..file(folder.path())
    })
    .await;
    let error = write(reader.connection(), "no").await.unwrap_err();
    assert!(error.to_string().contains("readonly"), "{error}");
}

#[tokio::test]
async fn an_exhausted_pool_is_an_error_in_time_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let database = with_notes(&DatabaseConfig {
        max_connections: 1,
        acquire_timeout: Duration::from_millis(50),
        ..file(folder.path())
    })
    .await;
    let held = database.connection().begin().await.unwrap();
    let error = database.ping().await.unwrap_err();
    assert_eq!(error.code(), "PL1304");
    assert_eq!(
        error.to_string(),
        "a connection did not become free within `database.acquire_timeout`"
    );
    held.rollback().await.unwrap();
    database.ping().await.unwrap();
}

#[tokio::test]
async fn a_transaction_that_waits_for_itself_is_an_error_not_a_deadlock() {
    let database = with_notes(&DatabaseConfig {
        acquire_timeout: Duration::from_millis(50),
        ..memory()
    })
    .await;
    let error = database
        .transaction(async |_: &Transaction| -> Result<(), DatabaseError> {
            // Another task is no part of it.
            let database = database.clone();
            let other = tokio::spawn(async move {
                database
                    .transaction(async |tx: &Transaction| Ok(write(tx, "inner").await?))
                    .await
            });
            other.await.unwrap()
        })
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            DatabaseError::Acquire {
                what: "the turn to write"
            }
        ),
        "{error:?}"
    );
    assert!(notes(&database).await.is_empty());
}

#[tokio::test]
async fn a_write_lock_of_another_process_is_named_after_the_lock_timeout() {
    let folder = tempfile::tempdir().unwrap();
    let other = with_notes(&file(folder.path())).await;
    let database = with_notes(&DatabaseConfig {
        lock_timeout: Duration::from_millis(50),
        ..file(folder.path())
    })
    .await;
    other
        .transaction(async |_: &Transaction| -> Result<(), DatabaseError> {
            let error = database
                .transaction(async |tx: &Transaction| -> Result<(), DatabaseError> {
                    Ok(write(tx, "late").await?)
                })
                .await
                .unwrap_err();
            assert_eq!(error.code(), "PL1309", "{error:?}");
            Ok(())
        })
        .await
        .unwrap();
    write(database.connection(), "now").await.unwrap();
    assert_eq!(notes(&other).await, ["now"]);
}

#[tokio::test]
async fn closing_waits_for_what_is_under_way_and_refuses_what_comes_later() {
    let folder = tempfile::tempdir().unwrap();
    let database = with_notes(&file(folder.path())).await;
    let (begun, has_begun) = oneshot::channel();
    let (proceed, may_proceed) = oneshot::channel::<()>();
    let writer = tokio::spawn({
        let database = database.clone();
        async move {
            database
                .transaction(async move |tx: &Transaction| -> Result<(), DatabaseError> {
                    begun.send(()).unwrap();
                    may_proceed.await.unwrap();
                    Ok(write(tx, "in flight").await?)
                })
                .await
        }
    });
    has_begun.await.unwrap();
    let mut closing = Box::pin(database.close());
    tokio::select! {
        biased;
        closed = &mut closing => panic!("closed under a transaction: {closed:?}"),
        () = tokio::task::yield_now() => {}
    }
    assert_eq!(database.ping().await.unwrap_err().code(), "PL1308");
    proceed.send(()).unwrap();
    writer.await.unwrap().unwrap();
    closing.await.unwrap();
    database.close().await.unwrap();
    assert!(!folder.path().join("test.sqlite-wal").exists());
    let error = database
        .transaction(async |_: &Transaction| Ok::<_, DatabaseError>(()))
        .await
        .unwrap_err();
    assert!(matches!(error, DatabaseError::Closed));
    assert_eq!(
        notes(&with_notes(&file(folder.path())).await).await,
        ["in flight"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_closed_together_write_the_log_back() {
    for _ in 0..25 {
        let folder = tempfile::tempdir().unwrap();
        let database = with_notes(&file(folder.path())).await;
        write(database.connection(), "kept").await.unwrap();
        let readers: Vec<_> = (0..4)
            .map(|_| {
                let database = database.clone();
                tokio::spawn(async move { notes(&database).await.len() })
            })
            .collect();
        for reader in readers {
            assert_eq!(reader.await.unwrap(), 1);
        }
        database.close().await.unwrap();
        assert!(!folder.path().join("test.sqlite-wal").exists());
    }
}

/// PL1310: a statement that the database refuses keeps its cause, and nothing of it stays.
#[tokio::test]
async fn a_refused_statement_keeps_its_cause_and_rolls_back() {
    let database = with_notes(&memory()).await;
    let error = database
        .transaction(async |tx: &Transaction| {
            write(tx, "gone").await?;
            tx.execute_unprepared("INSERT INTO nowhere VALUES (1)")
                .await?;
            Ok::<_, DatabaseError>(())
        })
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PL1310");
    let told = Error::from(error).render();
    assert!(told.contains("nowhere"), "{told}");
    assert!(notes(&database).await.is_empty());
}

/// PL1329: what the server says of the text of somebody else is no failure of the server.
#[tokio::test]
async fn a_text_with_a_nul_character_is_a_mistake_of_who_sent_it() {
    on_server(Engine::Postgres, async |config| {
        let database = with_notes(&config).await;
        let error = write(&database, "a\0b").await.unwrap_err();
        let error = Error::from(DatabaseError::from(error));
        assert_eq!(
            (error.code(), error.category()),
            ("PL1329", Category::Validation)
        );
        // Nothing is wrong with the rest.
        write(&database, "ab").await.unwrap();
        assert_eq!(notes(&database).await, ["ab"]);
    })
    .await;
}
