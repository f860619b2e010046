//! A database file in a folder of its own, and a small table.

use std::{path::Path, time::Duration};

use purlin_database::{
    Database, DatabaseConfig, DatabaseUrl, Migrations, Schema,
    sea_orm::{ConnectionTrait, DbErr, Statement},
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

pub(crate) struct Notes;

impl Schema for Notes {
    const NAME: &'static str = "notes";

    fn migrations() -> Migrations {
        Migrations::new().sql("0001_notes", "CREATE TABLE notes (text TEXT NOT NULL)")
    }
}

pub(crate) async fn with_notes(config: &DatabaseConfig) -> Database {
    let database = Database::connect(config).await.unwrap();
    database.migrate::<Notes>().await.unwrap();
    database
}

pub(crate) async fn write(on: &impl ConnectionTrait, text: &str) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        on.get_database_backend(),
        "INSERT INTO notes (text) VALUES (?)",
        [text.into()],
    );
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
    strings(
        database.connection(),
        "SELECT text FROM notes ORDER BY rowid",
    )
    .await
}
