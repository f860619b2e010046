//! The module in an application: opened, migrated, healthy, closed.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::path::Path;

use purlin::{
    app::{AppBuilder, Running},
    error::Category,
    health::HealthStatus,
    prelude::*,
};
use purlin_database::{
    Database, DatabaseModule, Migrated, Migrations, Schema, sea_orm::ConnectionTrait,
};

/// The tables of the notes.
struct NotesSchema;

impl Schema for NotesSchema {
    const NAME: &'static str = "notes";

    fn migrations() -> Migrations {
        Migrations::new().sql("0001_notes", "CREATE TABLE notes (text TEXT NOT NULL)")
    }
}

/// Notes that need their table.
#[provides]
struct Notes {
    database: Arc<Migrated<NotesSchema>>,
}

impl Notes {
    async fn add(&self) {
        let sql = "INSERT INTO notes VALUES ('kept')";
        self.database
            .connection()
            .execute_unprepared(sql)
            .await
            .unwrap();
    }

    async fn clear(&self) -> u64 {
        let sql = "DELETE FROM notes";
        let done = self.database.connection().execute_unprepared(sql).await;
        done.unwrap().rows_affected()
    }
}

/// A module with tables of its own.
struct NotesModule;

#[module(components = [Notes], imports = [DatabaseModule])]
impl NotesModule {
    #[provides]
    async fn schema(database: &Database) -> Result<Migrated<NotesSchema>, Error> {
        Ok(database.migrate().await?)
    }

    #[on_stop]
    async fn last_words(notes: &Notes) {
        notes.add().await;
    }
}

/// An application with a database.
#[app(modules = [NotesModule])]
struct Notebook;

fn notebook(folder: &Path) -> AppBuilder<Notebook> {
    let url = format!("sqlite://{}", folder.join("notes.sqlite").display());
    Notebook::builder().config("database.url", url)
}

async fn open(folder: &Path) -> Running<Notebook> {
    notebook(folder).start().await.unwrap()
}

#[tokio::test]
async fn tables_are_there_before_their_users_and_the_data_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path()).await;
    app.get::<Notes>().add().await;
    app.stop().await.unwrap();
    assert!(!folder.path().join("notes.sqlite-wal").exists());

    let app = open(folder.path()).await;
    // One while it ran, one from the stop hook, which still had the database.
    assert_eq!(app.get::<Notes>().clear().await, 2);
    app.stop().await.unwrap();
}

#[tokio::test]
async fn the_health_of_the_application_follows_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path()).await;
    let report = app.health().check().await;
    assert_eq!((report.ready, report.status), (true, HealthStatus::Healthy));
    assert_eq!(report.checks.len(), 1);

    app.get::<Database>().close().await.unwrap();
    let report = app.health().refresh().await;
    assert!(!report.ready);
    assert_eq!(
        report.checks[0].message.as_deref(),
        Some("the database is closed")
    );
}

#[tokio::test]
async fn a_start_without_a_database_says_which_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let error = notebook(&folder.path().join("missing"))
        .start()
        .await
        .unwrap_err();
    assert_eq!(error.category(), Category::Dependency);
    let told = error.render();
    assert!(told.contains("[PL1301] cannot open the database"), "{told}");
    assert!(told.contains("missing` does not exist"), "{told}");
}

#[tokio::test]
async fn a_wrong_address_is_an_error_of_configuration_that_keeps_the_password() {
    let builder = Notebook::builder().config("database.url", "oracle://shop:canary@db/shop");
    let error = builder.start().await.unwrap_err();
    assert_eq!(error.category(), Category::Config);
    let told = format!("{} {error:?}", error.render());
    assert!(told.contains("[PL1302]"), "{told}");
    assert!(told.contains("the scheme `oracle`"), "{told}");
    assert!(!told.contains("canary"), "{told}");
}
