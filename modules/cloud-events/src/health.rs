use purlin::health::Health;

use crate::Delivery;

impl Delivery {
    /// Degraded while the latest event could not be delivered.
    #[must_use]
    pub fn health(&self) -> Health {
        let counts = self.counts();
        let health = match &counts.reason {
            Some(reason) => {
                Health::degraded(format!("the latest event is not delivered: {reason}"))
            }
            None => Health::healthy(),
        };
        health
            .detail("delivered", counts.delivered)
            .detail("failed", counts.failed)
            .detail("dropped", counts.dropped)
    }
}
