//! Replicas: who reads from them, in turns, and what becomes of one that does not answer.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![expect(unreachable_pub, reason = "sea-orm's derives make public items")]

use std::time::Duration;

use purlin::{health::HealthStatus, prelude::*, testing::Recorder};
use purlin_database::{
    Database, DatabaseConfig, DatabaseError, DatabaseHealth, DatabaseModule, Engine, Managed,
    Transaction,
    sea_orm::{self, ConnectionTrait, DbErr, Statement},
};

use crate::{
    fault::behind_proxy,
    support::{Notes, file, on_server, strings, with_notes, write},
};

mod note {
    use super::{Managed, sea_orm};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "notes")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub text: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Managed for Entity {}
}

const TEXTS: &str = "SELECT text FROM notes ORDER BY id";

/// A database with one note.
async fn with_note(config: &DatabaseConfig, text: &str) {
    let database = with_notes(config).await;
    write(&database, text).await.unwrap();
    database.close().await.unwrap();
}

/// `primary`, with these replicas.
fn with_replicas(primary: &DatabaseConfig, replicas: &[&DatabaseConfig]) -> DatabaseConfig {
    DatabaseConfig {
        replicas: replicas.iter().map(|one| one.url.clone()).collect(),
        replica_timeout: Duration::from_millis(300),
        replica_retry: Duration::from_millis(20),
        ..primary.clone()
    }
}

/// Waits until a read is answered so.
async fn until_read(database: &Database, text: &str) {
    let read = async {
        while strings(&database.read(), TEXTS).await != [text] {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read)
        .await
        .unwrap();
}

/// What holds with a primary and two replicas, whose notes say which they are.
async fn check(primary: DatabaseConfig, first: DatabaseConfig, second: DatabaseConfig) {
    for (config, text) in [
        (&primary, "primary"),
        (&first, "first"),
        (&second, "second"),
    ] {
        with_note(config, text).await;
    }
    let config = with_replicas(&primary, &[&first, &second]);
    let database = Database::connect(&config).await.unwrap();

    // Who asks the database is never late; who reads asks each in its turn.
    assert_eq!(strings(&database, TEXTS).await, ["primary"]);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.extend(strings(&database.read(), TEXTS).await);
    }
    assert!(seen[0] != seen[1] && seen[..2] == seen[2..], "{seen:?}");
    assert_eq!(database.stats().replica_reads, 4);

    // A transaction sees what it has written.
    database
        .transaction(async |tx: &Transaction| {
            write(tx, "mine").await?;
            let seen = strings(&database.read(), TEXTS).await;
            assert_eq!(seen, ["primary", "mine"]);
            Ok::<_, DatabaseError>(())
        })
        .await
        .unwrap();
    assert_eq!(database.stats().replica_reads, 4);

    // A repository reads from where it is told, and writes to the database.
    let notes = database.repository::<note::Entity>();
    let (own, late) = (notes.get(1).await, notes.reading_replicas().get(1).await);
    assert_eq!(own.unwrap().text, "primary");
    assert_ne!(late.unwrap().text, "primary");
    let changed = note::ActiveModel {
        id: sea_orm::ActiveValue::Unchanged(1),
        text: sea_orm::ActiveValue::Set("changed".to_owned()),
    };
    let changed = notes.reading_replicas().update(changed).await.unwrap();
    assert_eq!(changed.text, "changed");

    // Neither does a reader write.
    let refused = database
        .read()
        .execute_unprepared("DELETE FROM notes")
        .await;
    assert!(matches!(refused, Err(DbErr::Custom(told)) if told.contains("only reads")));
    if database.engine() != Engine::MySql {
        let sql = "INSERT INTO notes (text) VALUES ('no') RETURNING text";
        let insert = Statement::from_string(database.get_database_backend(), sql);
        assert!(database.read().query_one_raw(insert).await.is_err());
    }
    assert!(
        database
            .replica_states()
            .iter()
            .all(|one| one.away.is_none())
    );
    database.close().await.unwrap();
    assert!(
        database
            .read()
            .query_all_raw(Statement::from_string(
                database.get_database_backend(),
                TEXTS
            ))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn reads_go_to_replicas_in_turns_and_writes_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["primary", "first", "second"];
    let [primary, first, second] = names.map(|name| {
        let path = folder.path().join(name);
        std::fs::create_dir(&path).unwrap();
        file(&path)
    });
    check(primary, first, second).await;
    for engine in [Engine::Postgres, Engine::MySql] {
        on_server(engine, |primary| async move {
            on_server(engine, |first| async move {
                on_server(engine, |second| check(primary, first, second)).await;
            })
            .await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_replica_that_is_cut_off_is_left_alone_until_it_is_back() {
    for engine in [Engine::Postgres, Engine::MySql] {
        on_server(engine, |primary| async move {
            on_server(engine, |replica| async move {
                with_note(&primary, "primary").await;
                with_note(&replica, "replica").await;
                let (replica, proxy) = behind_proxy(replica).await;
                let database = Database::connect(&with_replicas(&primary, &[&replica]))
                    .await
                    .unwrap();
                assert_eq!(strings(&database.read(), TEXTS).await, ["replica"]);
                assert_eq!(
                    DatabaseHealth::check(&database).await.status(),
                    HealthStatus::Healthy
                );
                proxy.cut();
                // The read that finds it out is answered as well.
                assert_eq!(strings(&database.read(), TEXTS).await, ["primary"]);
                let states = database.replica_states();
                assert!(states[0].away.is_some(), "{states:?}");
                let health = DatabaseHealth::check(&database).await;
                assert_eq!(health.status(), HealthStatus::Degraded, "{health:?}");
                let told = health.details()["replica_1"].to_string();
                assert!(told.contains("away"), "{told}");
                assert!(!told.contains('@'), "{told}");
                proxy.mend();
                until_read(&database, "replica").await;
                assert_eq!(database.replica_states()[0].away, None);
                database.close().await.unwrap();
            })
            .await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_replica_that_is_away_at_the_start_stops_nobody_and_is_used_when_it_comes() {
    let folder = tempfile::tempdir().unwrap();
    let [primary, replica] = ["primary", "replica"].map(|name| {
        let path = folder.path().join(name);
        std::fs::create_dir(&path).unwrap();
        file(&path)
    });
    with_note(&primary, "primary").await;
    let database = Database::connect(&with_replicas(&primary, &[&replica]))
        .await
        .unwrap();
    assert!(database.replica_states()[0].away.is_some());
    assert_eq!(strings(&database.read(), TEXTS).await, ["primary"]);
    with_note(&replica, "replica").await;
    until_read(&database, "replica").await;
    database.close().await.unwrap();
}

#[tokio::test]
async fn a_replica_of_another_engine_is_refused() {
    let config = DatabaseConfig {
        replicas: vec!["postgres://shop:secret@127.0.0.1:1/shop".parse().unwrap()],
        ..crate::support::memory()
    };
    let error = Database::connect(&config).await.unwrap_err();
    assert_eq!(error.code(), "PL1302");
    let told = error.to_string();
    assert!(
        told.contains("another engine") && !told.contains("secret"),
        "{told}"
    );
}

/// An application with a database.
#[app(modules = [DatabaseModule], expose = [Database])]
struct Library;

#[tokio::test]
async fn events_tell_when_a_replica_goes_and_comes() {
    let folder = tempfile::tempdir().unwrap();
    let replica = file(&folder.path().join("replica"));
    let recorder = Recorder::new();
    let library = Library::builder()
        .observe(recorder.observer())
        .config("database.url", "sqlite::memory:")
        .config("database.replicas", vec![replica.url.to_string()])
        .config("database.replica_retry", "10ms")
        .start()
        .await
        .unwrap();
    let database = library.get::<Database>();
    database.migrate::<Notes>().await.unwrap();
    assert!(strings(&database.read(), TEXTS).await.is_empty());
    std::fs::create_dir(folder.path().join("replica")).unwrap();
    with_note(&replica, "replica").await;
    until_read(database, "replica").await;
    library.stop().await.unwrap();
    let lines = recorder.lines();
    let position = |name: &str| lines.iter().position(|line| line == name);
    let (away, back) = (
        position("database.replica-away"),
        position("database.replica-back"),
    );
    assert!(away.is_some() && away < back, "{lines:?}");
}
