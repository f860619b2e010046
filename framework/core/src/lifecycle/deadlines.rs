use std::time::Duration;

/// How long parts of a life may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For each asynchronous provider and each start hook. Default 60 s.
    pub start: Duration,
    /// For each module to stop: its tasks and its stop hooks together. Default 30 s.
    pub stop_module: Duration,
    /// For the whole application to stop. Default 60 s.
    pub stop: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(60),
            stop_module: Duration::from_secs(30),
            stop: Duration::from_secs(60),
        }
    }
}
