use std::time::Duration;

use super::Deadlines;
use crate::config::config;

/// How long parts of the application's life may take.
#[config(prefix = "lifecycle")]
#[derive(Clone, Debug)]
pub struct LifecycleConfig {
    /// How long each asynchronous provider and each start hook may take.
    #[config(default = "60s", range("1ms"..="24h"))]
    pub start: Duration,
    /// How long all drain hooks together may take.
    #[config(default = "15s", range("1ms"..="24h"))]
    pub drain: Duration,
    /// How long the tasks of a module together, and each stop hook, may take to stop.
    #[config(default = "30s", range("1ms"..="24h"))]
    pub stop_each: Duration,
    /// How long the whole application may take to stop after it has drained.
    #[config(default = "30s", range("1ms"..="24h"))]
    pub stop: Duration,
}

impl From<&LifecycleConfig> for Deadlines {
    fn from(config: &LifecycleConfig) -> Self {
        Self {
            start: config.start,
            drain: config.drain,
            stop_each: config.stop_each,
            stop: config.stop,
        }
    }
}

/// Lets the configuration say how long parts of the application's life may take, whatever the
/// program says.
pub struct LifecycleModule;

#[purlin_macros::module(config = LifecycleConfig)]
impl LifecycleModule {}
