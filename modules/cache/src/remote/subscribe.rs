//! Word of changes, from all processes to the memory of this one.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::{
    recover::next_pause,
    redis::{Remote, Told},
};

/// How often the connection is asked whether it is still there: one that is cut in silence says
/// nothing by itself.
const HEARTBEAT: Duration = Duration::from_secs(1);

impl Remote {
    /// Listens until the cache is closed. While it does not hear, the memory is not trusted.
    pub(super) fn listen(&self) {
        let remote = self.clone();
        self.0.core.spawn(async move {
            let mut pause = remote.0.retry_after;
            loop {
                if remote.hear().await {
                    pause = remote.0.retry_after;
                }
                remote.hears(false);
                sleep(pause).await;
                pause = next_pause(remote.0.retry_after, pause);
            }
        });
    }

    /// Hears what is told, until the connection is lost. Whether there was one.
    async fn hear(&self) -> bool {
        let link = &self.0;
        let connecting = async {
            let mut connection = link.client.get_async_pubsub().await?;
            connection.subscribe(&link.channel).await?;
            Ok::<_, redis::RedisError>(connection.split())
        };
        let Ok(Ok((mut sink, mut told))) = timeout(link.timeout, connecting).await else {
            return false;
        };
        // What was told before is lost.
        link.core.memory.epochs.distrust();
        self.hears(true);
        let mut beat = interval(HEARTBEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = told.next() => {
                    let Some(message) = message else { return true };
                    self.heard(message.get_payload_bytes());
                }
                _ = beat.tick() => {
                    let alive = timeout(link.timeout, sink.ping::<redis::Value>()).await;
                    if !matches!(alive, Ok(Ok(_))) {
                        return true;
                    }
                }
            }
        }
    }

    fn heard(&self, message: &[u8]) {
        let core = &self.0.core;
        match serde_json::from_slice::<Told>(message) {
            Ok(told) if told.origin == self.0.origin => {}
            Ok(told) => core.forget(&told.invalidation),
            Err(_) => {
                // Of another version of the program.
                core.memory.epochs.distrust();
            }
        }
    }
}
