//! What is counted and logged of statements, and several databases in one application.

use std::time::Duration;

use purlin::{prelude::*, testing::TestApp};
use purlin_database::{
    Database, DatabaseConfig, DatabaseModule, Transaction,
    sea_orm::{ConnectionTrait, Statement},
};

use crate::support::{self, notes, on_each, strings, with_notes, write};

#[tokio::test]
async fn statements_are_counted_and_so_are_transactions() {
    on_each(|config| async move {
        let database = with_notes(&config).await;
        let before = database.stats();
        write(&database, "one").await.unwrap();
        assert!(database.execute_unprepared("nonsense").await.is_err());
        database
            .transaction(async |tx: &Transaction| {
                assert_eq!(database.stats().transactions, 1);
                Ok::<_, purlin_database::DatabaseError>(write(tx, "two").await?)
            })
            .await
            .unwrap();
        let after = database.stats();
        assert_eq!(after.statements - before.statements, 3);
        assert_eq!(after.failed - before.failed, 1);
        assert_eq!((after.transactions, after.slow), (0, 0));
        assert_eq!(after.limit, 10);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_becomes_of_transactions_and_who_waits_is_counted() {
    on_each(|config| async move {
        let database = with_notes(&DatabaseConfig {
            max_connections: 1,
            ..config
        })
        .await;
        let before = database.metrics();
        let error = || purlin_database::DatabaseError::Closed;
        let run = async |fails: bool| {
            database
                .transaction(async |tx: &Transaction| {
                    write(tx, "one").await?;
                    if fails { Err(error()) } else { Ok(()) }
                })
                .await
        };
        assert!(run(false).await.is_ok());
        assert!(run(true).await.is_err());
        // Nobody waits for it any more; meanwhile it has the only connection.
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let held = tokio::spawn({
            let database = database.clone();
            async move {
                database
                    .transaction(async move |tx: &Transaction| {
                        write(tx, "gone").await?;
                        begun.send(()).unwrap();
                        std::future::pending::<Result<(), purlin_database::DatabaseError>>().await
                    })
                    .await
            }
        });
        has_begun.await.unwrap();
        let mut waits = Box::pin(write(&database, "two"));
        let early = tokio::time::timeout(Duration::from_millis(20), &mut waits).await;
        assert!(early.is_err());
        held.abort();
        waits.await.unwrap();
        let after = database.metrics();
        let ended = [
            after.begun - before.begun,
            after.committed - before.committed,
            after.rolled_back - before.rolled_back,
            after.unknown,
            after.retried,
        ];
        assert_eq!(ended, [3, 1, 2, 0, 0]);
        assert_eq!(after.waits.count() - before.waits.count(), 1);
        assert!(
            after.waits.longest() >= Duration::from_millis(15),
            "{after:?}"
        );
        let statements = after.statements;
        assert_eq!(statements.count() - before.statements.count(), 4);
        assert!(statements.quantile(0.5) <= statements.longest());
        assert!(statements.total() >= statements.longest());
        assert_eq!(notes(&database).await, ["one", "two"]);
        database.close().await.unwrap();
    })
    .await;
}

/// Asks slowly, with values that nobody shall read.
#[provides]
struct Slow {
    database: Arc<Database>,
}

/// A module that is slow.
#[module(components = [Slow], imports = [DatabaseModule])]
struct SlowModule;

/// An application that is slow.
#[app(modules = [SlowModule], expose = [Slow])]
struct Snail;

#[tokio::test]
async fn slow_statements_are_logged_without_their_values() {
    let app = TestApp::<Snail>::new()
        .config("database.url", "sqlite::memory:")
        .config("database.slow_statement", "1ms")
        .start()
        .await
        .unwrap();
    let database = &app.get::<Slow>().database;
    let counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) \
                    SELECT CAST(count(*) AS TEXT) FROM n WHERE 'canary' <> ?";
    let backend = database.get_database_backend();
    let bound = Statement::from_sql_and_values(backend, counting, ["canary, too".into()]);
    database.query_one_raw(bound).await.unwrap();
    let unprepared = counting.replace('?', "'canary too'");
    database.execute_unprepared(&unprepared).await.unwrap();
    assert_eq!(database.stats().slow, 2, "{:?}", app.logs().lines());
    let lines = app.logs().lines();
    let slow: Vec<_> = lines
        .iter()
        .filter(|line| line.contains("a slow statement"))
        .collect();
    assert_eq!(slow.len(), 2, "{lines:?}");
    assert!(slow[0].contains("count(*)"), "{slow:?}");
    assert!(!lines.concat().contains("canary"), "{lines:?}");
    app.stop().await;
}

/// Keeps orders and events apart.
#[provides]
struct Keeper {
    #[named("orders")]
    orders: Arc<Database>,
    #[named("events")]
    events: Arc<Database>,
}

/// A module with two databases.
#[module(components = [Keeper], imports = [DatabaseModule])]
struct KeeperModule;

/// An application with two databases.
#[app(
    modules = [DatabaseModule as "orders", DatabaseModule as "events", KeeperModule],
    expose = [Keeper],
)]
struct Twofold;

#[tokio::test]
async fn several_databases_have_names_and_settings_of_their_own() {
    let app = TestApp::<Twofold>::new()
        .config("database.instances.orders.url", "sqlite::memory:")
        .config("database.instances.events.url", "sqlite::memory:")
        .config("database.instances.events.slow_statement", "0s")
        .start()
        .await
        .unwrap();
    let keeper = app.get::<Keeper>();
    for database in [&keeper.orders, &keeper.events] {
        database.migrate::<support::Notes>().await.unwrap();
    }
    // A transaction of one is none of the other.
    let outcome = keeper
        .orders
        .transaction(async |_: &Transaction| {
            write(&*keeper.orders, "gone").await?;
            write(&*keeper.events, "kept").await?;
            Err::<(), _>(purlin_database::DatabaseError::Closed)
        })
        .await;
    assert!(outcome.is_err());
    assert!(notes(&keeper.orders).await.is_empty());
    assert_eq!(notes(&keeper.events).await, ["kept"]);
    assert_eq!(app.health().check().await.checks.len(), 2);
    app.stop().await;
}

#[tokio::test]
async fn draining_waits_for_transactions_that_are_under_way() {
    on_each(|config| async move {
        let database = with_notes(&config).await;
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (proceed, may_proceed) = tokio::sync::oneshot::channel::<()>();
        let work = tokio::spawn({
            let database = database.clone();
            async move {
                database
                    .transaction(async move |tx: &Transaction| {
                        begun.send(()).unwrap();
                        may_proceed.await.unwrap();
                        Ok::<_, purlin_database::DatabaseError>(write(tx, "kept").await?)
                    })
                    .await
            }
        });
        has_begun.await.unwrap();
        let mut drained = Box::pin(database.drained());
        let early = tokio::time::timeout(Duration::from_millis(20), &mut drained).await;
        assert!(early.is_err());
        proceed.send(()).unwrap();
        drained.await;
        assert_eq!(notes(&database).await, ["kept"]);
        work.await.unwrap().unwrap();
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_database_that_drains_is_asked_until_the_end() {
    on_each(|config: DatabaseConfig| async move {
        let database = with_notes(&config).await;
        database.drained().await;
        write(&database, "still").await.unwrap();
        let count = strings(&database, "SELECT text FROM notes").await.len();
        assert_eq!(count, 1);
        database.close().await.unwrap();
    })
    .await;
}
