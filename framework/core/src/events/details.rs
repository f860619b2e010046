//! What events tell besides their kind.

use std::{error::Error as _, fmt, time::Duration};

use serde::{Serialize, Serializer};

use crate::{error::Error, health::HealthStatus};

pub(super) fn millis<S: Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    // To the microsecond.
    let micros = took.as_micros().min(u128::from(u32::MAX) * 1_000_000);
    #[expect(clippy::cast_precision_loss, reason = "it is far below 2^53")]
    serializer.serialize_f64(micros as f64 / 1_000.0)
}

/// Which observer was removed, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObserverRemoved {
    /// Its name.
    pub observer: String,
    /// The text of its last panic.
    pub reason: String,
}

/// What failed, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The name of the module.
    pub module: &'static str,
    /// What the user wrote: `OrderService`, `OrdersModule::warm`.
    pub subject: String,
    /// The code of the error.
    pub code: &'static str,
    /// Its one-line message, followed by its causes.
    pub message: String,
}

impl Failure {
    pub(crate) fn new(module: &'static str, subject: String, error: &Error) -> Self {
        let mut message = error.message().to_owned();
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        Self {
            module,
            subject,
            code: error.code(),
            message,
        }
    }
}

/// How a task goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TaskRestart {
    /// The name of the module.
    pub module: &'static str,
    /// The task: `OrdersModule::expire`.
    pub task: String,
    /// The number of the restart in its row, from 1.
    pub restart: u32,
    /// How long it waits.
    #[serde(rename = "after_ms", serialize_with = "millis")]
    pub after: Duration,
    /// Why it had failed; nothing if it had ended by itself.
    pub reason: Option<String>,
}

/// Such as ``task `OrdersModule::expire` restarts (2): connection refused``.
impl fmt::Display for TaskRestart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "task `{}` restarts ({})",
            self.task, self.restart
        )?;
        match &self.reason {
            Some(reason) => write!(formatter, ": {reason}"),
            None => Ok(()),
        }
    }
}

/// How the status of a health check changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HealthChange {
    /// The check: `OrdersModule::check`.
    pub check: String,
    /// What was told last; `Healthy` if nothing was.
    pub from: HealthStatus,
    /// What it is now.
    pub to: HealthStatus,
    /// Why it is not healthy.
    pub message: Option<String>,
}

/// Such as `OrdersModule::check: healthy -> unhealthy: no relay`.
impl fmt::Display for HealthChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            check, from, to, ..
        } = self;
        write!(formatter, "{check}: {from} -> {to}")?;
        match &self.message {
            Some(message) => write!(formatter, ": {message}"),
            None => Ok(()),
        }
    }
}

/// A provider or start hook, and how long it took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SlowStep {
    /// What the user wrote: `OrderService`, `OrdersModule::warm`.
    pub subject: String,
    /// How long it took.
    #[serde(rename = "took_ms", serialize_with = "millis")]
    pub took: Duration,
}

/// Such as ``[PL1102] start hook `OrdersModule::warm` failed: connection refused``.
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{}] {}", self.code, self.message)
    }
}
