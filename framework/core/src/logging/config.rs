use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{LogLevel, LogLevels};
use crate::config::config;

/// What is logged, how much and how.
#[config(prefix = "logging")]
pub struct LoggingConfig {
    /// How much: off, error, warn, info, debug or trace.
    #[config(default = LogLevel::Info, dynamic)]
    pub level: LogLevel,
    /// Other levels for certain targets and all below them, usually paths of Rust modules:
    /// `{ "shop::orders" = "debug" }`.
    #[config(default = BTreeMap::new(), dynamic)]
    pub targets: BTreeMap<String, LogLevel>,
    /// How it looks: `pretty` for people, `json` for machines, `auto` for people at a terminal.
    #[config(default = LogFormat::Auto, dynamic)]
    pub format: LogFormat,
    /// Fields whose values nobody may read, whatever is in them.
    #[config(default = hidden_by_default(), dynamic)]
    pub mask: Vec<String>,
    /// Whether anything is written to standard error.
    #[config(default = true, dynamic)]
    pub console: bool,
    /// Which one of several processes of the application it is: the name of the host or the number
    /// of the process, if nothing says so.
    pub instance: Option<String>,
}

impl LoggingConfig {
    pub(super) fn levels(&self) -> LogLevels {
        self.targets
            .iter()
            .fold(LogLevels::all(self.level), |levels, (target, level)| {
                levels.with(target, *level)
            })
    }
}

/// How records look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people at a terminal, else for machines.
    #[default]
    Auto,
    /// For people.
    Pretty,
    /// One JSON object in a line.
    Json,
}

pub(super) fn hidden_by_default() -> Vec<String> {
    [
        "password",
        "passwd",
        "secret",
        "token",
        "api_key",
        "authorization",
        "cookie",
    ]
    .map(str::to_owned)
    .to_vec()
}
