//! Migrations: in order, once, all or nothing each.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::time::Duration;

use purlin_database::{
    Database, DatabaseConfig, DatabaseError, Engine, MigrationState, Migrations, Schema, Sql,
    Transaction,
    sea_orm::{ConnectionTrait, DbErr},
    sea_orm_migration::prelude::{
        ColumnDef, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
};

use crate::support::{Notes, file, memory, notes, on_each, on_server, strings, with_notes, write};

macro_rules! schema {
    ($name:ident, $stored:literal, $migrations:expr) => {
        struct $name;
        impl Schema for $name {
            const NAME: &'static str = $stored;
            fn migrations() -> Migrations {
                $migrations
            }
        }
    };
}

const ONE: &str = "CREATE TABLE one (id INTEGER)";
const TWO: &str = "CREATE TABLE two (id INTEGER); INSERT INTO two VALUES (2)";
const BROKEN: &str = "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)";

schema!(First, "shop", Migrations::new().sql("0001_one", ONE));
schema!(
    Second,
    "shop",
    Migrations::new().sql("0001_one", ONE).sql("0002_two", TWO)
);
schema!(
    Edited,
    "shop",
    Migrations::new().sql("0001_one", "CREATE TABLE uno (id INTEGER)")
);
schema!(Renamed, "shop", Migrations::new().sql("0001_uno", ONE));
schema!(
    Twice,
    "shop",
    Migrations::new().sql("0001_one", ONE).sql("0001_one", TWO)
);
schema!(
    Broken,
    "shop",
    Migrations::new()
        .sql("0001_one", ONE)
        .sql("0002_broken", BROKEN)
);

async fn applied(database: &Database) -> Vec<String> {
    let sql = match database.engine() {
        Engine::MySql => {
            "SELECT concat(`schema`, '/', name) FROM purlin_migrations ORDER BY `schema`, position"
        }
        _ => {
            "SELECT \"schema\" || '/' || name FROM purlin_migrations ORDER BY \"schema\", position"
        }
    };
    strings(database.connection(), sql).await
}

async fn tables(database: &Database) -> Vec<String> {
    let sql = match database.engine() {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'purlin_migrations' \
             AND name NOT LIKE 'sqlite%' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT table_name::text FROM information_schema.tables \
             WHERE table_schema = 'public' AND table_name <> 'purlin_migrations' ORDER BY 1"
        }
        _ => {
            "SELECT CAST(table_name AS CHAR) FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name <> 'purlin_migrations' ORDER BY 1"
        }
    };
    strings(database.connection(), sql).await
}

/// What the second migration put into its table.
async fn two(database: &Database) -> Vec<String> {
    strings(database.connection(), "SELECT CAST(id AS CHAR) FROM two").await
}

async fn reopen(config: &DatabaseConfig) -> Database {
    Database::connect(config).await.unwrap()
}

#[tokio::test]
async fn a_restart_keeps_the_data_and_applies_only_what_is_new() {
    on_each(|config| async move {
        let database = with_notes(&config).await;
        write(database.connection(), "kept").await.unwrap();
        database.migrate::<First>().await.unwrap();
        database.close().await.unwrap();

        let database = with_notes(&config).await;
        let shop = database.migrate::<Second>().await.unwrap();
        assert_eq!(notes(&database).await, ["kept"]);
        assert_eq!(
            applied(&shop).await,
            ["notes/0001_notes", "shop/0001_one", "shop/0002_two"]
        );
        assert_eq!(two(&shop).await, ["2"]);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn migrating_again_changes_nothing_and_takes_no_lock() {
    let folder = tempfile::tempdir().unwrap();
    let database = with_notes(&file(folder.path())).await;
    let other = reopen(&file(folder.path())).await;
    let hold = async |_: &Transaction| -> Result<(), DatabaseError> {
        database.migrate::<Notes>().await.map(drop)
    };
    other.transaction(hold).await.unwrap();
    assert_eq!(applied(&database).await, ["notes/0001_notes"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_starters_at_once_one_applies_and_the_others_wait() {
    on_each(|config| async move {
        let starters: Vec<_> = (0..6)
            .map(|_| {
                let config = config.clone();
                tokio::spawn(async move {
                    let database = Database::connect(&config).await?;
                    database.migrate::<Second>().await?;
                    database.close().await
                })
            })
            .collect();
        for starter in starters {
            starter.await.unwrap().unwrap();
        }
        let database = reopen(&config).await;
        assert_eq!(applied(&database).await, ["shop/0001_one", "shop/0002_two"]);
        assert_eq!(two(&database).await, ["2"]);
        database.close().await.unwrap();
    })
    .await;
}

/// On a server the lock belongs to the runner alone: nobody else's work is in its way.
#[tokio::test]
async fn on_a_server_a_start_waits_for_the_runner_but_not_for_ever() {
    for (engine, hold, give) in [
        (
            Engine::Postgres,
            "SELECT pg_advisory_lock(8103508914473946471)",
            "SELECT pg_advisory_unlock(8103508914473946471)",
        ),
        (
            Engine::MySql,
            "SELECT GET_LOCK(CONCAT('purlin_migrations/', MD5(DATABASE())), 0)",
            "SELECT RELEASE_LOCK(CONCAT('purlin_migrations/', MD5(DATABASE())))",
        ),
    ] {
        on_server(engine, |config| async move {
            let other = reopen(&DatabaseConfig {
                max_connections: 1,
                ..config.clone()
            })
            .await;
            let late = reopen(&DatabaseConfig {
                migration_timeout: Duration::from_millis(30),
                ..config
            })
            .await;
            other.connection().execute_unprepared(hold).await.unwrap();
            let error = late.migrate::<First>().await.unwrap_err();
            assert_eq!(error.code(), "PL1309", "{error:?}");
            let told = purlin::error::Error::from(error).render();
            assert!(
                told.contains("another process has been migrating"),
                "{told}"
            );
            other.connection().execute_unprepared(give).await.unwrap();
            late.migrate::<First>().await.unwrap();
            late.close().await.unwrap();
            other.close().await.unwrap();
        })
        .await;
    }
}

/// A process that dies while it migrates takes its lock with it.
#[tokio::test]
async fn a_runner_that_is_dropped_gives_the_lock_back() {
    schema!(
        Slow,
        "slow",
        Migrations::new().sql(
            "0001_slow",
            Sql::new("SELECT pg_sleep(60)").on(Engine::MySql, "SELECT SLEEP(60)")
        )
    );
    for engine in [Engine::Postgres, Engine::MySql] {
        on_server(engine, |config| async move {
            let database = with_notes(&config).await;
            let patience = Duration::from_millis(300);
            let cut = tokio::time::timeout(patience, database.migrate::<Slow>()).await;
            assert!(cut.is_err());
            database.migrate::<First>().await.unwrap();
            assert!(
                applied(&database)
                    .await
                    .contains(&"shop/0001_one".to_owned())
            );
        })
        .await;
    }
}

#[tokio::test]
async fn a_start_waits_for_a_process_that_migrates_but_not_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let other = reopen(&file(folder.path())).await;
    let late = reopen(&DatabaseConfig {
        lock_timeout: Duration::from_millis(10),
        migration_timeout: Duration::from_millis(30),
        ..file(folder.path())
    })
    .await;
    let error = other
        .transaction(async |_: &Transaction| late.migrate::<First>().await.map(drop))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "PL1309");
    late.migrate::<First>().await.unwrap();
}

#[tokio::test]
async fn a_failed_migration_is_named_leaves_nothing_and_keeps_the_earlier_ones() {
    on_each(|config| async move {
        let database = reopen(&config).await;
        let error = database.migrate::<Broken>().await.unwrap_err();
        assert_eq!(error.code(), "PL1303");
        assert_eq!(
            error.to_string(),
            "migration `0002_broken` of schema `shop` failed"
        );
        let told = purlin::error::Error::from(error).render();
        assert!(told.contains("nowhere"), "{told}");
        if database.engine() == Engine::MySql {
            // It cannot undo the definition of tables: the next start says so and does nothing.
            assert!(told.contains("by hand"), "{told}");
            let error = reopen(&config).await.migrate::<Second>().await.unwrap_err();
            assert_eq!(error.code(), "PL1314");
            assert_eq!(
                error.to_string(),
                "migration `0002_broken` of schema `shop` was left half-way"
            );
            assert_eq!(tables(&database).await, ["half", "one"]);
            return;
        }
        let database = reopen(&config).await;
        assert_eq!(tables(&database).await, ["one"]);
        assert_eq!(applied(&database).await, ["shop/0001_one"]);
        database.migrate::<Second>().await.unwrap();
        assert_eq!(tables(&database).await, ["one", "two"]);
    })
    .await;
}

#[tokio::test]
async fn one_statement_that_fails_leaves_nothing_on_any_engine() {
    schema!(
        Wrong,
        "wrong",
        Migrations::new().sql("0001_wrong", "INSERT INTO nowhere VALUES (1)")
    );
    schema!(
        Right,
        "wrong",
        Migrations::new().sql("0001_right", "CREATE TABLE nowhere (id INTEGER)")
    );
    on_each(|config| async move {
        let database = reopen(&config).await;
        let error = database.migrate::<Wrong>().await.unwrap_err();
        assert_eq!(error.code(), "PL1303");
        let status = database.migration_status::<Wrong>().await.unwrap();
        assert_eq!(status[0].state, MigrationState::Pending);
        reopen(&config).await.migrate::<Right>().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn migrations_are_undone_from_the_last_and_only_if_they_say_how() {
    use MigrationState::{Applied, Pending};
    schema!(
        Both,
        "both",
        Migrations::new()
            .sql("0001_one", ONE)
            .sql("0002_two", Sql::new(TWO).down("DROP TABLE two"))
            .step(CreateCoded)
    );
    let named = |name: &str, state| (name.to_owned(), state);
    on_each(|config| async move {
        let database = reopen(&config).await;
        let status = async || {
            let all = database.migration_status::<Both>().await.unwrap();
            all.into_iter()
                .map(|one| (one.name, one.state))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            status().await,
            [
                named("0001_one", Pending),
                named("0002_two", Pending),
                named("0001_coded", Pending)
            ]
        );
        database.migrate::<Both>().await.unwrap();
        assert_eq!(tables(&database).await, ["coded", "one", "two"]);
        let undone = database.undo_migrations::<Both>(2).await.unwrap();
        assert_eq!(undone, ["0001_coded", "0002_two"]);
        assert_eq!(tables(&database).await, ["one"]);
        assert_eq!(
            status().await,
            [
                named("0001_one", Applied),
                named("0002_two", Pending),
                named("0001_coded", Pending)
            ]
        );
        let error = database.undo_migrations::<Both>(1).await.unwrap_err();
        assert_eq!(error.code(), "PL1315");
        database.migrate::<Both>().await.unwrap();
        assert_eq!(tables(&database).await, ["coded", "one", "two"]);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_name_that_stands_twice_is_named_and_nothing_is_applied() {
    let database = reopen(&memory()).await;
    let error = database.migrate::<Twice>().await.unwrap_err();
    assert_eq!(error.code(), "PL1305");
    assert_eq!(
        error.to_string(),
        "schema `shop` has two migrations `0001_one`"
    );
    assert!(tables(&database).await.is_empty());
}

#[tokio::test]
async fn two_types_for_one_schema_name_are_refused() {
    let database = reopen(&memory()).await;
    database.migrate::<First>().await.unwrap();
    database.migrate::<First>().await.unwrap();
    let error = database.migrate::<Second>().await.unwrap_err();
    assert_eq!(error.code(), "PL1305");
    assert!(error.to_string().contains("::First`"), "{error}");
    assert!(error.to_string().contains("::Second`"), "{error}");
}

#[tokio::test]
async fn an_applied_migration_may_neither_be_edited_nor_renamed() {
    let folder = tempfile::tempdir().unwrap();
    let config = file(folder.path());
    reopen(&config).await.migrate::<First>().await.unwrap();
    let edited = reopen(&config).await.migrate::<Edited>().await.unwrap_err();
    assert_eq!(edited.code(), "PL1306");
    assert!(
        edited
            .to_string()
            .ends_with("`0001_one` was changed after it was applied")
    );
    let renamed = reopen(&config)
        .await
        .migrate::<Renamed>()
        .await
        .unwrap_err();
    assert!(
        renamed
            .to_string()
            .ends_with("number 1 was `0001_one`, and is `0001_uno` in the code"),
        "{renamed}"
    );
}

#[tokio::test]
async fn an_older_program_runs_on_the_database_of_a_newer_one() {
    let folder = tempfile::tempdir().unwrap();
    let config = file(folder.path());
    reopen(&config).await.migrate::<Second>().await.unwrap();
    reopen(&config).await.migrate::<First>().await.unwrap();
}

#[tokio::test]
async fn without_leave_to_migrate_what_is_waiting_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let strict = DatabaseConfig {
        migrate_on_start: false,
        ..file(folder.path())
    };
    let error = reopen(&strict).await.migrate::<Second>().await.unwrap_err();
    assert_eq!(error.code(), "PL1307");
    assert_eq!(
        error.to_string(),
        "schema `shop` waits for `0001_one`, `0002_two`"
    );
    reopen(&file(folder.path()))
        .await
        .migrate::<Second>()
        .await
        .unwrap();
    reopen(&strict).await.migrate::<Second>().await.unwrap();
}

struct CreateCoded;

impl MigrationName for CreateCoded {
    fn name(&self) -> &'static str {
        "0001_coded"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateCoded {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = ColumnDef::new("id").integer().take();
        manager
            .create_table(Table::create().table("coded").col(column).take())
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("coded").take())
            .await
    }
}

struct Untransacted;

impl MigrationName for Untransacted {
    fn name(&self) -> &'static str {
        "0002_untransacted"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Untransacted {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}

#[tokio::test]
async fn migrations_written_for_sea_orm_run_in_a_transaction_or_not_at_all() {
    schema!(
        Coded,
        "coded",
        Migrations::new().step(CreateCoded).step(Untransacted)
    );
    let database = reopen(&memory()).await;
    let error = database.migrate::<Coded>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "migration `0002_untransacted` of schema `coded` failed"
    );
    assert_eq!(tables(&database).await, ["coded"]);
}
