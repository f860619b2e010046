use std::{borrow::Cow, collections::BTreeMap};

use serde::Serialize;
use serde_json::Value;

use super::HealthStatus;

/// One check's latest result.
#[derive(Clone, Debug, Serialize)]
pub struct CheckReport {
    /// `Module::check`.
    pub name: String,
    /// What it found.
    pub status: HealthStatus,
    /// Why it is not healthy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether readiness leaves it out.
    pub optional: bool,
    /// When it ended, by the application's clock, in milliseconds since 1970-01-01 UTC.
    pub at_unix_ms: u64,
    /// How long the check took, in milliseconds.
    pub took_ms: u64,
    /// What it tells operators besides.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<Cow<'static, str>, Value>,
}

/// The health of the whole application: the worst of its checks.
#[derive(Clone, Debug, Serialize)]
pub struct HealthReport {
    /// The worst status of all checks; unhealthy while the application is not running.
    pub status: HealthStatus,
    /// Whether traffic should be sent here: running, and no check is unhealthy, optional ones
    /// left out.
    pub ready: bool,
    /// The phase of the application's life (`starting`, `running`, `stopping`, …).
    pub phase: &'static str,
    /// Every check, in the order of the graph.
    pub checks: Vec<CheckReport>,
}
