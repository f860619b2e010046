use std::time::Duration;

use purlin::{prelude::*, tenant::Tenants};
use tokio::time::{MissedTickBehavior, interval};

use super::{OrderService, OrdersConfig};

const SHORTEST: Duration = Duration::from_millis(1);

/// Looks through the open orders from time to time.
#[provides]
pub struct OrderExpiry {
    orders: Arc<OrderService>,
    tenants: Arc<Tenants>,
    config: Arc<OrdersConfig>,
}

impl OrderExpiry {
    /// Expires old orders every `orders.expiry_check` until `stop` is requested. A failure is
    /// logged, and the next time tries again.
    pub async fn run(&self, stop: &Stop) {
        let mut times = interval(self.config.expiry_check.max(SHORTEST));
        times.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.requested() => return,
                _ = times.tick() => {}
            }
            self.expire().await;
            // Those of each tenant, each in its own context.
            self.tenants.for_each(|_| self.expire()).await;
        }
    }

    async fn expire(&self) {
        match self.orders.expire().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "orders expired"),
            Err(error) => tracing::warn!(%error, cause = ?error, "orders cannot be expired"),
        }
    }
}
