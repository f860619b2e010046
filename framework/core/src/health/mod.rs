//! Health checks, their aggregation, and readiness (FR-048).

mod check;
mod finding;
mod monitor;
mod report;
mod verdict;

use std::fmt;

pub(crate) use check::Check;
pub use check::CheckPolicy;
pub use finding::Finding;
#[doc(hidden)]
pub use finding::found;
pub use monitor::HealthMonitor;
pub use report::{CheckReport, HealthReport};
pub use verdict::Health;

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

impl HealthStatus {
    /// The name used in logs and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Unhealthy => "unhealthy",
        }
    }
}

impl fmt::Display for HealthStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
