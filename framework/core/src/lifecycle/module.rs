use std::time::Duration;

use super::Deadlines;
use crate::config::config;

/// How long parts of the application's life may take.
#[config(prefix = "lifecycle")]
#[derive(Clone, Debug)]
pub struct LifecycleConfig {
    /// How long each asynchronous provider and each start hook may take: what the program says, 60 s
    /// if it says nothing.
    #[config(range("1ms"..="24h"))]
    pub start: Option<Duration>,
    /// How long all drain hooks together may take: what the program says, 15 s if it says nothing.
    #[config(range("1ms"..="24h"))]
    pub drain: Option<Duration>,
    /// How long the tasks of a module together, and each stop hook, may take to stop: what the
    /// program says, 30 s if it says nothing.
    #[config(range("1ms"..="24h"))]
    pub stop_each: Option<Duration>,
    /// How long the whole application may take to stop after it has drained: what the program says,
    /// 60 s if it says nothing.
    #[config(range("1ms"..="24h"))]
    pub stop: Option<Duration>,
}

impl LifecycleConfig {
    /// The deadlines, with those of the program where nothing is configured.
    pub(crate) fn deadlines(&self, program: Deadlines) -> Deadlines {
        Deadlines {
            start: self.start.unwrap_or(program.start),
            drain: self.drain.unwrap_or(program.drain),
            stop_each: self.stop_each.unwrap_or(program.stop_each),
            stop: self.stop.unwrap_or(program.stop),
        }
    }
}

/// Lets the configuration say how long parts of the application's life may take.
pub struct LifecycleModule;

#[purlin_macros::module(config = LifecycleConfig)]
impl LifecycleModule {}
