//! Word of changes, by a connection that is subscribed to them.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::{NAME, RedisStore, failed};
use crate::{CacheError, Changes};

/// How often the connection is asked whether it is still there: one that is cut in silence says
/// nothing by itself.
const HEARTBEAT: Duration = Duration::from_secs(1);

impl RedisStore {
    /// Hears what is told, until the connection is lost.
    pub(super) async fn hear(&self, changes: &Changes<'_>) -> Result<(), CacheError> {
        let connecting = async {
            let mut connection = self.client.get_async_pubsub().await?;
            connection.subscribe(&self.channel).await?;
            Ok(connection.split())
        };
        let limit = changes.timeout();
        let (mut sink, mut told) = match timeout(limit, connecting).await {
            Ok(connected) => connected.map_err(|error| failed(&error))?,
            Err(_) => return Err(CacheError::away(NAME, "no answer within `cache.timeout`")),
        };
        changes.listening();
        let mut beat = interval(HEARTBEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = told.next() => {
                    let Some(message) = message else { return Ok(()) };
                    changes.told(message.get_payload_bytes());
                }
                _ = beat.tick() => {
                    let alive = timeout(limit, sink.ping::<redis::Value>()).await;
                    if !matches!(alive, Ok(Ok(_))) {
                        return Ok(());
                    }
                }
            }
        }
    }
}
