use std::{path::PathBuf, time::Duration};

use purlin::config::{Secret, Url, config};
use serde::{Deserialize, Serialize};

/// Where the events of the application are sent.
#[config(prefix = "cloud_events")]
#[derive(Clone, Debug)]
pub struct CloudEventsConfig {
    /// The address that events are posted to, `http://…` or, with the feature `tls`, `https://…`;
    /// none are if nothing says so.
    pub url: Option<Url>,
    /// The NATS server that events are published to, `nats://…` or `tls://…`, with the feature
    /// `nats`; none are if nothing says so.
    pub nats: Option<Url>,
    /// What the subjects of NATS begin with: an event of the type `orders.placed` goes to
    /// `events.orders.placed`.
    #[config(default = "events", length(1..=200), pattern = "[^ .*>\\t]+([.][^ .*>\\t]+)*")]
    pub subject: String,
    /// Whether an event counts as delivered to NATS only when a stream of `JetStream` has stored it.
    #[config(default = false)]
    pub stored: bool,
    /// How they are posted and published: `structured`, one JSON document, or `binary`, attributes
    /// as headers.
    #[config(default = ContentMode::Structured)]
    pub mode: ContentMode,
    /// Sent with every event as a `Bearer` token, and to NATS when connecting.
    pub token: Option<Secret<String>>,
    /// A file with the certificates (PEM) of the authorities that servers are trusted by, instead
    /// of those that browsers trust.
    pub ca: Option<PathBuf>,
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
    /// How long one attempt to post or publish may take.
    #[config(default = "5s", range("10ms"..="5m"))]
    pub timeout: Duration,
    /// How often an event is posted or published again when nobody takes it, after 100 ms, 200 ms,
    /// 400 ms and so on; then it is dropped and counted.
    #[config(default = 3, range(0..=10))]
    pub retries: u32,
}

/// How an event is posted or published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContentMode {
    /// All of it is one JSON document.
    #[default]
    Structured,
    /// Its data is the body, and everything else is in headers.
    Binary,
}
