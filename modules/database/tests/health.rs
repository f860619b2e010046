//! What the health check finds.

use std::time::Duration;

use purlin::health::{Health, HealthStatus};
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
    assert_eq!(DatabaseHealth::check(&database).await, Health::healthy());
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
    assert_eq!(
        DatabaseHealth::check(&database).await,
        Health::unhealthy("the database is closed")
    );
}
