//! The address of a database, and what the settings do.

#![expect(clippy::panic, reason = "helpers of tests fail the test")]

use std::time::Duration;

use purlin::{
    config::{ConfigLoader, Problems, SectionInfo, settings_table},
    error::Category,
};
use purlin_database::{Database, DatabaseConfig, DatabaseError, DatabaseUrl, Engine, OutboxConfig};

use crate::support::{self, file, memory, strings};

fn refused(text: &str) -> String {
    match text.parse::<DatabaseUrl>() {
        Err(error @ DatabaseError::Url { .. }) => error.to_string(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn an_address_is_printed_without_its_parameters() {
    let shown = |text: &str| text.parse::<DatabaseUrl>().unwrap().to_string();
    assert_eq!(
        shown("sqlite://data.sqlite?mode=rwc"),
        "sqlite://data.sqlite"
    );
    assert_eq!(shown("sqlite:data.sqlite"), "sqlite://data.sqlite");
    assert_eq!(
        shown("sqlite:///var/my%20shop.sqlite"),
        "sqlite:///var/my shop.sqlite"
    );
    assert_eq!(shown("sqlite::memory:"), "sqlite::memory:");
    assert_eq!(shown("sqlite://?mode=memory"), "sqlite::memory:");
    assert_eq!(
        DatabaseConfig::default().url.to_string(),
        "sqlite://data.sqlite"
    );
}

#[test]
fn an_address_of_a_server_is_printed_without_user_password_and_parameters() {
    let shown = |text: &str| {
        let url = text.parse::<DatabaseUrl>().unwrap();
        (url.engine(), format!("{url}"), format!("{url:?}"))
    };
    for text in [
        "postgres://shop:secret@db.internal:5433/shop?application_name=secret&sslmode=require",
        "postgresql://db.internal:5433/shop",
    ] {
        let expected = "postgres://db.internal:5433/shop";
        let debug = format!("DatabaseUrl({expected})");
        assert_eq!(shown(text), (Engine::Postgres, expected.to_owned(), debug));
    }
    for text in [
        "mysql://u:secret@[::1]/shop",
        "mariadb://[::1]/shop?charset=utf8mb4",
    ] {
        let (engine, plain, _) = shown(text);
        assert_eq!((engine, &*plain), (Engine::MySql, "mysql://[::1]/shop"));
    }
}

#[test]
fn an_address_of_a_server_names_a_host_and_a_database_and_only_known_parameters() {
    let told = |text: &str| refused(text).replace("the database address ", "");
    assert_eq!(told("postgres:///shop"), "names no server");
    assert_eq!(told("mysql://u:secret@db"), "names no database");
    assert_eq!(told("mysql://u:secret@db/"), "names no database");
    assert_eq!(
        told("postgres://u:secret@db:many/shop"),
        "is not valid: invalid port number"
    );
    let colour = told("postgres://u:secret@db/shop?colour=secret");
    assert!(colour.contains("the parameter `colour`"), "{colour}");
    assert!(!colour.contains("secret"), "{colour}");
    let mode = told("postgres://u@db/shop?sslmode=secret");
    assert_eq!(mode, "has a `sslmode` that is not known; use `verify-full`");
}

#[test]
fn an_unknown_scheme_is_named_and_the_password_is_not() {
    assert_eq!(
        refused("oracle://shop:secret@db/shop"),
        "the database address has the scheme `oracle`, which this build does not have; \
         it has: `sqlite`, `postgres`, `mysql`"
    );
    for text in ["shop:secret@db/shop", "secret", "", "a secret://x"] {
        assert!(!refused(text).contains("secret"), "{text}");
    }
}

#[test]
fn an_address_without_a_file_or_with_an_unknown_parameter_is_refused() {
    assert_eq!(refused("sqlite://"), "the database address names no file");
    assert!(refused("sqlite://a.sqlite?colour=red").contains("colour"));
    assert!(refused("sqlite://a.sqlite?mode=fast").contains("fast"));
}

#[tokio::test]
async fn a_wrong_address_in_the_configuration_is_told_when_it_is_used() {
    let url: DatabaseUrl = serde_json::from_str("\"sqlite://a.sqlite\"").unwrap();
    assert_eq!(url.to_string(), "sqlite://a.sqlite");
    let url: DatabaseUrl = serde_json::from_str("\"oracle://u:secret@h/d\"").unwrap();
    assert!(!format!("{url} {url:?}").contains("secret"));
    let config = DatabaseConfig { url, ..memory() };
    let error = purlin::error::Error::from(Database::connect(&config).await.unwrap_err());
    assert_eq!(
        (error.code(), error.category()),
        ("PL1302", Category::Config)
    );
    assert!(error.message().contains("the scheme `oracle`"), "{error}");
    assert!(!error.render().contains("secret"), "{error}");
}

#[tokio::test]
async fn a_file_has_the_settings_that_hold_up_in_production() {
    let folder = tempfile::tempdir().unwrap();
    let config = DatabaseConfig {
        lock_timeout: Duration::from_millis(1_234),
        ..file(folder.path())
    };
    let database = Database::connect(&config).await.unwrap();
    let pragma = async |name: &str| {
        let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
        strings(database.connection(), &sql).await.remove(0)
    };
    assert_eq!(pragma("journal_mode").await, "wal");
    assert_eq!(pragma("foreign_keys").await, "1");
    assert_eq!(pragma("synchronous").await, "1");
    let timeout = "SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout";
    assert_eq!(strings(database.connection(), timeout).await, ["1234"]);
}

#[tokio::test]
async fn a_database_in_memory_is_its_own_and_keeps_one_connection() {
    let (one, two) = (
        support::with_notes(&memory()).await,
        support::with_notes(&memory()).await,
    );
    support::write(one.connection(), "mine").await.unwrap();
    assert_eq!(support::notes(&one).await, ["mine"]);
    assert!(support::notes(&two).await.is_empty());
    let pool = one.connection().get_sqlite_connection_pool();
    assert_eq!(pool.options().get_max_connections(), 1);
    assert_eq!(pool.options().get_idle_timeout(), None);
    assert_eq!(pool.options().get_max_lifetime(), None);
}

#[tokio::test]
async fn debug_output_shows_where_the_database_is_and_nothing_else() {
    let database = Database::connect(&memory()).await.unwrap();
    assert_eq!(format!("{database:?}"), "Database(sqlite::memory:)");
    assert!(format!("{:?}", memory()).contains("url: DatabaseUrl(sqlite::memory:)"));
}

#[test]
fn what_is_not_configured_is_what_default_gives() {
    let mut problems = Problems::new();
    let sections = [SectionInfo::of::<DatabaseConfig>()];
    let tree = ConfigLoader::new("Test").load(&sections, &mut problems);
    let read: DatabaseConfig = tree.section(&mut problems).unwrap();
    problems.into_result().unwrap();
    assert_eq!(
        format!("{read:?}"),
        format!("{:?}", DatabaseConfig::default())
    );
}

#[test]
fn the_table_of_the_outbox_is_what_its_declaration_says() {
    let readme = include_str!("../../README.md");
    let table = settings_table(&[SectionInfo::of::<OutboxConfig>()]);
    let rows: Vec<&str> = table.lines().skip(2).collect();
    assert_eq!(rows.len(), 6);
    for row in rows {
        assert!(readme.contains(row), "{row}");
    }
}
