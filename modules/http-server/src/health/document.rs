use std::{borrow::Cow, collections::BTreeMap};

use purlin::health::{CheckReport, HealthReport, HealthStatus};
use serde::Serialize;
use serde_json::Value;

use super::time::rfc3339;

/// A health report as `application/health+json`, with the phase and readiness besides.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    status: &'static str,
    phase: &'static str,
    ready: bool,
    /// By component and measurement; each has one result.
    checks: BTreeMap<String, [Entry<'a>; 1]>,
}

#[derive(Serialize)]
struct Entry<'a> {
    status: &'static str,
    time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<&'a str>,
    took_ms: u64,
    optional: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    details: &'a BTreeMap<Cow<'static, str>, Value>,
}

impl<'a> Document<'a> {
    pub(super) fn of(report: &'a HealthReport) -> Self {
        let entry = |check: &'a CheckReport| {
            let entry = Entry {
                status: word(check.status),
                time: rfc3339(check.at_unix_ms),
                output: check.message.as_deref(),
                took_ms: check.took_ms,
                optional: check.optional,
                details: &check.details,
            };
            // The format has one colon, between what is looked at and what about it.
            (check.name.replace("::", ":"), [entry])
        };
        Self {
            status: word(report.status),
            phase: report.phase,
            ready: report.ready,
            checks: report.checks.iter().map(entry).collect(),
        }
    }
}

/// The format's own word for a status.
const fn word(status: HealthStatus) -> &'static str {
    match status {
        HealthStatus::Healthy => "pass",
        HealthStatus::Degraded => "warn",
        HealthStatus::Unhealthy => "fail",
    }
}
