//! What goes through the door: a request and its reply, each one line of JSON.

use std::io;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    events::{Event, EventKind},
    logging::Masks,
};

/// No request is as long as this.
pub(super) const LONGEST: u64 = 4_096;

/// A request, and the token of who asks through a door that the system does not guard.
#[derive(Serialize, Deserialize)]
pub(super) struct Asked {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<String>,
    #[serde(flatten)]
    pub(super) request: Request,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub(super) enum Request {
    Health,
    Events {
        last: usize,
        #[serde(default)]
        types: Vec<String>,
    },
    /// The latest events, and then those that happen: after the reply, a [`Frame`] in each line.
    Follow {
        last: usize,
        #[serde(default)]
        types: Vec<String>,
    },
    Graph {
        format: String,
    },
    /// How far the life of each module is.
    Modules,
    Drain,
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

/// What comes to one who follows.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Frame {
    Told(Told),
    /// The application has come to its end.
    End,
}

impl Frame {
    /// As it goes through the door.
    pub(super) fn line(&self) -> io::Result<String> {
        let mut line = serde_json::to_string(self)?;
        line.push('\n');
        Ok(line)
    }
}

/// An event, for machines and for people.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) event: Value,
    pub(super) line: String,
}

impl Told {
    /// What a module has emitted may hold what nobody may read; of all else it is taken out.
    pub(super) fn of(event: &Event, masks: &Masks) -> Self {
        let mut json = event.to_json();
        if matches!(event.kind, EventKind::Emitted(_)) {
            masks.mask_json(&mut json["data"]);
        }
        Self {
            event: json,
            line: event.kind.to_string(),
        }
    }
}
