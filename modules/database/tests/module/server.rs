//! Databases on servers: reached, refused, protected, patient.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::time::{Duration, Instant};

use purlin::error::{Category, Error};
use purlin_database::{
    Database, DatabaseConfig, DatabaseError, Engine, TlsMode,
    sea_orm::{ConnectionTrait, TransactionTrait},
};

use crate::support::{self, notes, on_each, on_server, strings, with_notes, write};

#[tokio::test]
async fn one_line_of_configuration_chooses_the_engine() {
    on_each(|config| async move {
        let database = with_notes(&config).await;
        assert_eq!(database.engine(), config.url.engine());
        write(database.connection(), "kept").await.unwrap();
        database.close().await.unwrap();
        let database = with_notes(&config).await;
        assert_eq!(notes(&database).await, ["kept"]);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_told_in_time_and_keeps_the_password() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for scheme in ["postgres", "mysql"] {
        let config = DatabaseConfig {
            url: format!("{scheme}://shop:canary@127.0.0.1:{port}/shop")
                .parse()
                .unwrap(),
            acquire_timeout: Duration::from_millis(200),
            ..DatabaseConfig::default()
        };
        let began = Instant::now();
        let error = Database::connect(&config).await.unwrap_err();
        assert!(began.elapsed() < Duration::from_secs(5));
        assert_eq!(
            (error.code(), error.category()),
            ("PL1311", Category::Dependency)
        );
        let told = format!("{error:?}") + &Error::from(error).render();
        let expected =
            format!("there is no connection to the database `{scheme}://127.0.0.1:{port}/shop`");
        assert!(told.contains(&expected), "{told}");
        assert!(told.contains("refused"), "{told}");
        assert!(!told.contains("canary"), "{told}");
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_an_error_at_once() {
    for engine in [Engine::Postgres, Engine::MySql] {
        on_server(engine, |config| async move {
            let config = DatabaseConfig {
                url: format!("{}_not", address(&config)).parse().unwrap(),
                acquire_timeout: Duration::from_mins(1),
                ..config
            };
            let error = Database::connect(&config).await.unwrap_err();
            assert_eq!(error.code(), "PL1301", "{error:?}");
            let told = Error::from(error).render();
            assert!(told.contains("_not"), "{told}");
        })
        .await;
    }
}

/// The address of the test's own database.
fn address(config: &DatabaseConfig) -> String {
    let shown = config.url.to_string();
    let (_, name) = shown.rsplit_once('/').unwrap();
    let server = support::server(config.url.engine());
    let (beside, _) = server.rsplit_once('/').unwrap();
    format!("{beside}/{name}")
}

#[tokio::test]
async fn the_connection_is_as_protected_as_the_settings_say() {
    on_server(Engine::Postgres, |config| async move {
        let encrypted = async |config: &DatabaseConfig| {
            let database = Database::connect(config).await?;
            let sql = "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
            let answer = strings(database.connection(), sql).await.remove(0);
            database.close().await?;
            Ok::<_, DatabaseError>(answer)
        };
        let with = |tls| DatabaseConfig {
            tls: Some(tls),
            ..config.clone()
        };
        assert_eq!(encrypted(&with(TlsMode::Off)).await.unwrap(), "false");
        let database = Database::connect(&config).await.unwrap();
        let offered = strings(database.connection(), "SHOW ssl").await.remove(0);
        database.close().await.unwrap();
        if offered == "off" {
            let error = encrypted(&with(TlsMode::Require)).await.unwrap_err();
            assert_eq!(error.code(), "PL1301");
            return;
        }
        for tls in [TlsMode::Prefer, TlsMode::Require] {
            assert_eq!(encrypted(&with(tls)).await.unwrap(), "true", "{tls:?}");
        }
        // Nobody who is trusted has signed the certificate of a test server.
        for tls in [TlsMode::VerifyCa, TlsMode::VerifyFull] {
            let error = encrypted(&with(tls)).await.unwrap_err();
            assert_eq!(error.code(), "PL1301", "{error:?}");
            let told = Error::from(error).render();
            assert!(told.contains("certificate"), "{told}");
        }
        // Of whom the file says that it is trusted, it is.
        let own = std::path::Path::new("/etc/ssl/certs/ssl-cert-snakeoil.pem");
        if own.exists() && support::server(Engine::Postgres).contains("127.0.0.1") {
            let trusting = |tls| DatabaseConfig {
                tls_ca: Some(own.to_owned()),
                ..with(tls)
            };
            let answer = encrypted(&trusting(TlsMode::VerifyCa)).await;
            assert_eq!(answer.unwrap(), "true");
            let error = encrypted(&trusting(TlsMode::VerifyFull)).await.unwrap_err();
            let told = Error::from(error).render();
            assert!(told.contains("not valid for name"), "{told}");
        }
        let url = format!("{}?sslmode=require", address(&config));
        let asked = DatabaseConfig {
            url: url.parse().unwrap(),
            ..config.clone()
        };
        assert_eq!(encrypted(&asked).await.unwrap(), "true");
    })
    .await;
}

#[tokio::test]
async fn a_lock_of_somebody_else_is_waited_for_and_then_named() {
    for engine in [Engine::Postgres, Engine::MySql] {
        on_server(engine, |config| async move {
            let other = with_notes(&config).await;
            let database = with_notes(&DatabaseConfig {
                lock_timeout: Duration::from_millis(50),
                ..config
            })
            .await;
            write(other.connection(), "one").await.unwrap();
            let held = other.connection().begin().await.unwrap();
            let sql = "UPDATE notes SET text = 'two'";
            held.execute_unprepared(sql).await.unwrap();
            let error = database.connection().execute_unprepared(sql).await;
            let error = DatabaseError::from(error.unwrap_err());
            assert_eq!(error.code(), "PL1309", "{error:?}");
            held.rollback().await.unwrap();
            database.connection().execute_unprepared(sql).await.unwrap();
            assert_eq!(notes(&database).await, ["two"]);
            database.close().await.unwrap();
            other.close().await.unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_cut() {
    for (engine, sql) in [
        (Engine::Postgres, "SELECT pg_sleep(60)"),
        (
            Engine::MySql,
            "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, \
             information_schema.columns c",
        ),
    ] {
        on_server(engine, |config| async move {
            let database = Database::connect(&DatabaseConfig {
                statement_timeout: Some(Duration::from_millis(100)),
                ..config
            })
            .await
            .unwrap();
            let error = database.connection().execute_unprepared(sql).await;
            let error = DatabaseError::from(error.unwrap_err());
            assert_eq!(error.code(), "PL1313", "{error:?}");
            database.ping().await.unwrap();
            database.close().await.unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn the_pool_is_warm_when_the_application_starts() {
    on_server(Engine::Postgres, |config| async move {
        let database = Database::connect(&DatabaseConfig {
            min_connections: 3,
            ..config
        })
        .await
        .unwrap();
        let pool = database.connection().get_postgres_connection_pool();
        assert_eq!(pool.size(), 3);
        database.close().await.unwrap();
    })
    .await;
}
