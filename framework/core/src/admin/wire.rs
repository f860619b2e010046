//! What goes through the door: a request and its reply, each one line of JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// No request is as long as this.
pub(super) const LONGEST: u64 = 4_096;

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub(super) enum Request {
    Health,
    Events {
        last: usize,
    },
    Config {
        json: bool,
    },
    Reload,
    /// What the start has come to, for people as well.
    Report,
    Log {
        levels: Option<String>,
    },
    Stop,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reply {
    Done(Value),
    Refused(Refused),
}

/// An error, as it goes through the door.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Refused {
    pub(super) category: String,
    pub(super) text: String,
}

/// An event, for machines and for people.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) event: Value,
    pub(super) line: String,
}
