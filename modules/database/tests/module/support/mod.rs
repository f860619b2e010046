//! A database of each engine for each test, and a small table.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![expect(clippy::print_stderr, reason = "tells what does not run")]

pub(crate) mod mariadb;
pub(crate) mod own;
pub(crate) mod postgres;

use std::{future::Future, panic::AssertUnwindSafe, path::Path, time::Duration};

use futures_util::FutureExt;
use purlin_database::{
    Database, DatabaseConfig, DatabaseUrl, Engine, Migrations, Schema,
    sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement},
    testing::TestDatabase,
};

pub(crate) fn file(folder: &Path) -> DatabaseConfig {
    DatabaseConfig {
        url: DatabaseUrl::file(folder.join("test.sqlite")),
        acquire_timeout: Duration::from_secs(10),
        ..DatabaseConfig::default()
    }
}

pub(crate) fn memory() -> DatabaseConfig {
    DatabaseConfig {
        url: DatabaseUrl::memory(),
        ..DatabaseConfig::default()
    }
}

/// Where the server of an engine is, for one who may make databases there.
pub(crate) fn server(engine: Engine) -> String {
    let (variable, usual) = match engine {
        Engine::Postgres => (
            "PURLIN_TEST_POSTGRES",
            "postgres://postgres@127.0.0.1:5432/postgres",
        ),
        _ => ("PURLIN_TEST_MYSQL", "mysql://root@127.0.0.1:3306/mysql"),
    };
    std::env::var(variable).unwrap_or_else(|_| usual.to_owned())
}

/// Runs a check on a new database of a server, which is removed after it, whatever comes of it.
/// Where there is no server it says so; with `PURLIN_REQUIRE_SERVICES=1` it fails.
pub(crate) async fn on_server<F: Future<Output = ()>>(
    engine: Engine,
    check: impl FnOnce(DatabaseConfig) -> F,
) {
    let own = match TestDatabase::create(&server(engine)).await {
        Ok(own) => own,
        Err(error) => {
            let required = std::env::var_os("PURLIN_REQUIRE_SERVICES").is_some();
            assert!(!required, "no {engine} server: {error:?}");
            eprintln!("NOT RUN on {engine}: {error}");
            return;
        }
    };
    let config = DatabaseConfig {
        url: own.url().parse().unwrap(),
        acquire_timeout: Duration::from_secs(10),
        ..DatabaseConfig::default()
    };
    let outcome = AssertUnwindSafe(check(config)).catch_unwind().await;
    own.remove().await.unwrap();
    if let Err(panic) = outcome {
        eprintln!("this failed on {engine}");
        std::panic::resume_unwind(panic);
    }
}

/// Runs a check on a file, and on a new database of each server.
pub(crate) async fn on_each<F: Future<Output = ()>>(check: impl Fn(DatabaseConfig) -> F) {
    let folder = tempfile::tempdir().unwrap();
    check(file(folder.path())).await;
    on_server(Engine::Postgres, &check).await;
    on_server(Engine::MySql, &check).await;
}

pub(crate) struct Notes;

impl Schema for Notes {
    const NAME: &'static str = "notes";

    fn migrations() -> Migrations {
        Migrations::new().sql(
            "0001_notes",
            purlin_database::Sql::new(
                "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL)",
            )
            .on(
                Engine::Postgres,
                "CREATE TABLE notes (id BIGSERIAL PRIMARY KEY, text TEXT NOT NULL)",
            )
            .on(
                Engine::MySql,
                "CREATE TABLE notes (id BIGINT PRIMARY KEY AUTO_INCREMENT, text TEXT NOT NULL)",
            )
            .down("DROP TABLE notes"),
        )
    }
}

pub(crate) async fn with_notes(config: &DatabaseConfig) -> Database {
    let database = Database::connect(config).await.unwrap();
    database.migrate::<Notes>().await.unwrap();
    database
}

pub(crate) async fn write(on: &impl ConnectionTrait, text: &str) -> Result<(), DbErr> {
    let backend = on.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => "INSERT INTO notes (text) VALUES ($1)",
        _ => "INSERT INTO notes (text) VALUES (?)",
    };
    let statement = Statement::from_sql_and_values(backend, sql, [text.into()]);
    on.execute_raw(statement).await.map(drop)
}

pub(crate) async fn strings(on: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(on.get_database_backend(), sql);
    let rows = on.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

pub(crate) async fn notes(database: &Database) -> Vec<String> {
    strings(database, "SELECT text FROM notes ORDER BY id").await
}
