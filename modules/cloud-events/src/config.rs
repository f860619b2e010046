use std::{path::PathBuf, time::Duration};

use purlin::config::{Secret, Url, config};
use serde::{Deserialize, Serialize};

/// Where the events of the application are sent.
#[config(prefix = "cloud_events")]
#[derive(Clone, Debug)]
pub struct CloudEventsConfig {
    /// The address that events are posted to, `http://…`; none are if nothing says so.
    pub url: Option<Url>,
    /// How they are posted: `structured`, one JSON document, or `binary`, attributes as headers.
    #[config(default = ContentMode::Structured)]
    pub mode: ContentMode,
    /// Sent with every event as a `Bearer` token.
    pub token: Option<Secret<String>>,
    /// A file that events are appended to, one JSON document a line; `-` is standard output.
    pub file: Option<PathBuf>,
    /// Which events, by their type: `orders.placed`, or `orders.*` for all that begin so; all if
    /// the list is empty. Those of the framework itself begin with `rs.purlin.`.
    #[config(default = Vec::new())]
    pub only: Vec<String>,
    /// Who they come from, the `source` of all of them: the name of the application, if nothing
    /// says so.
    pub source: Option<String>,
    /// How many events may wait; more than that are dropped and counted.
    #[config(default = 1_024, range(1..=1_000_000))]
    pub queue: usize,
    /// How long one attempt to post may take.
    #[config(default = "5s", range("10ms"..="5m"))]
    pub timeout: Duration,
    /// How often an event is posted again when nobody takes it, after 100 ms, 200 ms, 400 ms and so
    /// on; then it is dropped and counted.
    #[config(default = 3, range(0..=10))]
    pub retries: u32,
}

/// How an event is posted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContentMode {
    /// All of it is one JSON document.
    #[default]
    Structured,
    /// Its data is the body, and everything else is in headers.
    Binary,
}
