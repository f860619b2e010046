use std::time::Duration;

use purlin::prelude::*;

/// How messages of the outbox are handed on.
#[derive(Clone, Debug)]
#[config(prefix = "outbox")]
pub struct OutboxConfig {
    /// How often it is looked for messages that others have written.
    #[config(default = "1s", range("1ms"..="1m"))]
    pub poll: Duration,
    /// How many messages are read at once; as many may be handed on twice after a crash.
    #[config(default = 100, range(1..=10_000))]
    pub batch: u64,
    /// How long the relay may take for one message; more is a failure.
    #[config(default = "10s", range("1ms"..="5m"))]
    pub timeout: Duration,
    /// How long a process is alone in handing messages on; after a crash of it, nobody does for
    /// that long. Longer than `timeout`.
    #[config(default = "30s", range("10ms"..="10m"))]
    pub lease: Duration,
    /// How long until a message that failed is tried again; then twice that, up to 64 times.
    #[config(default = "500ms", range("1ms"..="1m"))]
    pub retry_after: Duration,
    /// After so many failures a message is put aside, so that those after it can leave. Without
    /// it, it is tried for ever, and the order is kept.
    #[config(range(1..))]
    pub max_attempts: Option<i32>,
}
