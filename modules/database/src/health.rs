use purlin::health::{Health, HealthStatus};
use tokio::time::Instant;

use crate::Database;

/// The health of a database: does it answer, and soon enough?
#[derive(Debug)]
pub struct DatabaseHealth;

impl DatabaseHealth {
    /// Unhealthy if there is no answer, degraded (with the time it took) if it takes longer than
    /// `database.slow_after`. Details are the time it took and the connections.
    pub async fn check(database: &Database) -> Health {
        let asked = Instant::now();
        let answer = database.ping().await;
        let took = asked.elapsed();
        let allowed = database.settings().slow_after;
        let health = match answer {
            Err(error) => Health::unhealthy(error.to_string()),
            Ok(()) if took > allowed => {
                Health::degraded(format!("answered after {took:?}, more than {allowed:?}"))
            }
            Ok(()) => Health::healthy(),
        };
        let (stats, metrics) = (database.stats(), database.metrics());
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let (mut health, mut replicas) = (health, Vec::new());
        database.replicas().ask().await;
        for (number, replica) in database.replica_states().into_iter().enumerate() {
            let name = format!("replica_{}", number + 1);
            let said = match &replica.away {
                Some(reason) => format!("{}: away, {reason}", replica.replica),
                None => format!("{}: {} open", replica.replica, replica.open),
            };
            if replica.away.is_some() && health.status() == HealthStatus::Healthy {
                health = Health::degraded(format!("the replica {said}"));
            }
            replicas.push((name, said));
        }
        for (name, said) in replicas {
            health = health.detail(name, said);
        }
        health
            .detail("engine", database.engine().scheme())
            .detail("latency_us", micros)
            .detail("connections_open", stats.open)
            .detail("connections_idle", stats.idle)
            .detail("connections_limit", stats.limit)
            .detail("transactions", stats.transactions)
            .detail("statements", stats.statements)
            .detail("failed", stats.failed)
            .detail("slow", stats.slow)
            .detail("waited", metrics.waits.count())
            .detail("rolled_back", metrics.rolled_back)
            .detail("retried", metrics.retried)
    }
}
