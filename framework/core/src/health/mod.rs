//! Health checks, their aggregation, and readiness (FR-048).

mod finding;
mod monitor;
mod report;

use std::{borrow::Cow, fmt};

pub use finding::Finding;
#[doc(hidden)]
pub use finding::found;
pub(crate) use monitor::Check;
pub use monitor::HealthMonitor;
pub use report::{CheckReport, HealthReport};

/// How a check, a module or the application is doing; the order is from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HealthStatus {
    /// Everything works.
    Healthy,
    /// It works, with less than usual; stays ready.
    Degraded,
    /// It does not work.
    Unhealthy,
}

/// What one health check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    status: HealthStatus,
    message: Option<Cow<'static, str>>,
}

impl Health {
    /// Everything works.
    #[must_use]
    pub const fn healthy() -> Self {
        Self {
            status: HealthStatus::Healthy,
            message: None,
        }
    }

    /// It works, with less than usual: `message` says what is missing.
    #[must_use]
    pub fn degraded(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: HealthStatus::Degraded,
            message: Some(message.into()),
        }
    }

    /// It does not work: `message` says why.
    #[must_use]
    pub fn unhealthy(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: HealthStatus::Unhealthy,
            message: Some(message.into()),
        }
    }

    /// Healthy, degraded or unhealthy.
    #[must_use]
    pub const fn status(&self) -> HealthStatus {
        self.status
    }

    /// Why it is not healthy.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

/// `Ok` is healthy, an error is unhealthy with its text as the message.
impl<E: fmt::Display> From<Result<(), E>> for Health {
    fn from(result: Result<(), E>) -> Self {
        match result {
            Ok(()) => Self::healthy(),
            Err(error) => Self::unhealthy(error.to_string()),
        }
    }
}
