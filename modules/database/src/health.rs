use std::time::Instant;

use purlin::health::Health;

use crate::Database;

/// The health of a database: does it answer, and soon enough?
#[derive(Debug)]
pub struct DatabaseHealth;

impl DatabaseHealth {
    /// Unhealthy if there is no answer, degraded (with the time it took) if it takes longer than
    /// `database.slow_after`.
    pub async fn check(database: &Database) -> Health {
        let asked = Instant::now();
        if let Err(error) = database.ping().await {
            return Health::unhealthy(error.to_string());
        }
        let took = asked.elapsed();
        let allowed = database.settings().slow_after;
        if took > allowed {
            return Health::degraded(format!("answered after {took:?}, more than {allowed:?}"));
        }
        Health::healthy()
    }
}
