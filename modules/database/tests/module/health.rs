//! What the health check finds.

use std::time::Duration;

use purlin::health::HealthStatus;
use purlin_database::{Database, DatabaseConfig, DatabaseHealth, DatabaseUrl};

fn memory() -> DatabaseConfig {
    DatabaseConfig {
        url: DatabaseUrl::memory(),
        ..DatabaseConfig::default()
    }
}

#[tokio::test]
async fn a_database_that_answers_is_healthy_without_a_message() {
    let database = Database::connect(&memory()).await.unwrap();
    let health = DatabaseHealth::check(&database).await;
    assert_eq!(
        (health.status(), health.message()),
        (HealthStatus::Healthy, None)
    );
    let names: Vec<_> = health.details().keys().map(AsRef::as_ref).collect();
    let expected = [
        "connections_idle",
        "connections_limit",
        "connections_open",
        "engine",
        "failed",
        "latency_us",
        "retried",
        "rolled_back",
        "slow",
        "statements",
        "transactions",
        "waited",
    ];
    assert_eq!(names, expected);
    assert_eq!(health.details()["engine"], "sqlite");
    assert_eq!(health.details()["connections_limit"], 1);
}

#[tokio::test]
async fn a_slow_answer_is_degraded_and_says_how_slow() {
    let config = DatabaseConfig {
        slow_after: Duration::ZERO,
        ..memory()
    };
    let database = Database::connect(&config).await.unwrap();
    let health = DatabaseHealth::check(&database).await;
    assert_eq!(health.status(), HealthStatus::Degraded);
    assert!(
        health.message().unwrap().starts_with("answered after "),
        "{health:?}"
    );
}

#[tokio::test]
async fn a_closed_database_is_unhealthy() {
    let database = Database::connect(&memory()).await.unwrap();
    database.close().await.unwrap();
    let health = DatabaseHealth::check(&database).await;
    assert_eq!(
        (health.status(), health.message()),
        (HealthStatus::Unhealthy, Some("the database is closed"))
    );
}
