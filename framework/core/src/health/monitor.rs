use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::join_all;
use tokio::time::Instant;

use super::{CheckReport, Health, HealthReport, HealthStatus};
use crate::{
    lifecycle::{Ended, Phase, PhaseCell, Stop, after, bounded},
    private::CheckFn,
};

/// A health check of the graph, bound to the services that it looks at.
#[derive(Clone)]
pub(crate) struct Check {
    /// The module that it goes with.
    pub(crate) module: usize,
    pub(crate) name: String,
    pub(crate) timeout: Duration,
    pub(crate) run: Arc<CheckFn>,
}

/// Runs the health checks of the application and says whether it is ready.
///
/// Every application provides it: ask for `Arc<HealthMonitor>` or `&HealthMonitor`.
#[derive(Clone)]
pub struct HealthMonitor {
    phase: PhaseCell,
    checks: Arc<Mutex<Vec<Check>>>,
}

impl HealthMonitor {
    pub(crate) fn new(phase: PhaseCell) -> Self {
        Self {
            phase,
            checks: Arc::default(),
        }
    }

    pub(crate) fn register(&self, check: Check) {
        self.lock().push(check);
    }

    /// Forgets the checks of a module, and with them the services that they hold.
    pub(crate) fn forget(&self, module: usize) {
        let mut gone = Vec::new();
        self.lock().retain(|check| {
            let keep = check.module != module;
            if !keep {
                gone.push(check.clone());
            }
            keep
        });
        // Dropped outside the lock: it may be the last that holds a service.
        drop(gone);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Check>> {
        self.checks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the process is alive at all: true until it has stopped or failed.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !matches!(self.phase.get(), Phase::Stopped | Phase::Failed)
    }

    /// Runs every check at once, each under its own timeout. A check that panics or overruns is
    /// unhealthy and says so.
    pub async fn check(&self) -> HealthReport {
        let checks = self.lock().clone();
        let results = join_all(checks.into_iter().map(run)).await;
        let phase = self.phase.get();
        let worst = results
            .iter()
            .map(|check| check.status)
            .max()
            .unwrap_or(HealthStatus::Healthy);
        let running = phase == Phase::Running;
        HealthReport {
            status: if running {
                worst
            } else {
                HealthStatus::Unhealthy
            },
            ready: running && worst != HealthStatus::Unhealthy,
            phase: phase.name(),
            checks: results,
        }
    }
}

impl fmt::Debug for HealthMonitor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.lock().iter().map(|check| check.name.clone()).collect();
        formatter
            .debug_struct("HealthMonitor")
            .field("phase", &self.phase.get())
            .field("checks", &names)
            .finish()
    }
}

async fn run(check: Check) -> CheckReport {
    let started = Instant::now();
    let never = Stop::new();
    let health = match bounded(after(check.timeout), &never, || (check.run)()).await {
        Ended::Done(health) => health,
        Ended::Panicked(panic) => Health::unhealthy(panic.to_string()),
        Ended::Overran | Ended::Interrupted => {
            Health::unhealthy(format!("no answer within {:?}", check.timeout))
        }
    };
    CheckReport {
        name: check.name,
        status: health.status(),
        message: health.message().map(str::to_owned),
        took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &'static str, run: impl Fn() -> Health + Send + Sync + 'static) -> Check {
        let run = Arc::new(run);
        Check {
            module: 0,
            name: name.to_owned(),
            timeout: Duration::from_millis(200),
            run: Arc::new(Box::new(move || {
                let run = Arc::clone(&run);
                Box::pin(async move { run() })
            })),
        }
    }

    fn running() -> HealthMonitor {
        let phase = PhaseCell::default();
        phase.set(Phase::Running);
        HealthMonitor::new(phase)
    }

    #[tokio::test]
    async fn the_worst_check_decides_and_degraded_stays_ready() {
        let monitor = running();
        assert!(monitor.check().await.ready);
        monitor.register(check("a", Health::healthy));
        monitor.register(check("b", || Health::degraded("half")));
        let report = monitor.check().await;
        assert_eq!(
            (report.status, report.ready),
            (HealthStatus::Degraded, true)
        );
        monitor.register(check("c", || Health::unhealthy("gone")));
        let report = monitor.check().await;
        assert_eq!(
            (report.status, report.ready),
            (HealthStatus::Unhealthy, false)
        );
        assert_eq!(report.checks[2].message.as_deref(), Some("gone"));
    }

    #[tokio::test]
    async fn a_panicking_check_is_unhealthy_and_hurts_nobody() {
        let monitor = running();
        monitor.register(check("bad", || panic!("boom")));
        monitor.register(check("good", Health::healthy));
        let report = monitor.check().await;
        assert_eq!(report.checks[0].message.as_deref(), Some("panicked: boom"));
        assert_eq!(report.checks[1].status, HealthStatus::Healthy);
    }

    #[tokio::test(start_paused = true)]
    async fn a_check_that_hangs_is_cut_at_its_timeout() {
        let monitor = running();
        monitor.register(Check {
            module: 0,
            name: "slow".to_owned(),
            timeout: Duration::from_millis(200),
            run: Arc::new(Box::new(|| Box::pin(std::future::pending()))),
        });
        let report = monitor.check().await;
        assert_eq!(
            report.checks[0].message.as_deref(),
            Some("no answer within 200ms")
        );
    }

    #[tokio::test]
    async fn readiness_is_false_outside_the_running_phase() {
        let phase = PhaseCell::default();
        let monitor = HealthMonitor::new(phase.clone());
        phase.set(Phase::Starting);
        assert!(!monitor.check().await.ready);
        phase.set(Phase::Running);
        assert!(monitor.check().await.ready);
        phase.set(Phase::Stopping);
        let report = monitor.check().await;
        assert_eq!((report.ready, report.phase), (false, "stopping"));
        assert!(monitor.is_live());
        phase.set(Phase::Stopped);
        assert!(!monitor.is_live());
    }
}
