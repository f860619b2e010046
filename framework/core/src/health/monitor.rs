use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::future::join_all;

use super::{
    HealthReport, HealthStatus,
    check::{Answer, Check, Tell, Wanted},
};
use crate::{
    context::Clock,
    events::{EventBus, EventKind},
    lifecycle::{Phase, PhaseCell},
    logging::Masks,
};

/// Runs the health checks of the application and says whether it is ready.
///
/// Every application provides it: ask for `Arc<HealthMonitor>` or `&HealthMonitor`. Checks run when
/// somebody asks, and only then.
#[derive(Clone)]
pub struct HealthMonitor {
    phase: PhaseCell,
    clock: Clock,
    /// What nobody may read in what checks say.
    masks: Masks,
    tell: Tell,
    checks: Arc<Mutex<Vec<Check>>>,
}

impl HealthMonitor {
    pub(crate) fn new(
        phase: PhaseCell,
        (clock, masks): (Clock, Masks),
        events: &Arc<EventBus>,
    ) -> Self {
        // A monitor that outlives its application does not keep the observers waiting.
        let events = Arc::downgrade(events);
        Self {
            phase,
            clock,
            masks,
            tell: Arc::new(move |change| {
                if let Some(events) = events.upgrade() {
                    events.emit(EventKind::HealthChanged(change));
                }
            }),
            checks: Arc::default(),
        }
    }

    pub(crate) fn register(&self, check: Check) {
        self.lock().push(check);
    }

    /// Puts the checks into the order of their modules.
    pub(crate) fn arrange(&self, order: &[usize]) {
        let rank = |check: &Check| order.iter().position(|&module| module == check.module());
        self.lock().sort_by_cached_key(rank);
    }

    /// Forgets the checks of a module, and with them the services that they hold.
    pub(crate) fn forget(&self, module: usize) {
        let mut gone = Vec::new();
        self.lock().retain(|check| {
            let keep = check.module() != module;
            if !keep {
                gone.push(check.clone());
            }
            keep
        });
        // Dropped outside the lock: it may be the last that holds a service.
        drop(gone);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Check>> {
        self.checks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the process is alive at all: true until it has stopped or failed.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !matches!(self.phase.get(), Phase::Stopped | Phase::Failed)
    }

    /// Whether everything has started; stays true until the application has stopped.
    #[must_use]
    pub fn has_started(&self) -> bool {
        self.is_live() && self.phase.get() >= Phase::Running
    }

    /// What every check finds, all asked at once, each under its own timeout. A check that panics
    /// or overruns is unhealthy and says so.
    ///
    /// A result is good for as long as its check says (250 ms by default), and whoever asks while
    /// a check runs gets the result of that run. Cancel safe.
    pub async fn check(&self) -> HealthReport {
        self.ask(Wanted::Cached).await
    }

    /// The same, without results that were there before: every check runs, unless it does already;
    /// then this waits for that run.
    pub async fn refresh(&self) -> HealthReport {
        self.ask(Wanted::Fresh).await
    }

    async fn ask(&self, wanted: Wanted) -> HealthReport {
        let checks = self.lock().clone();
        let answers: Vec<_> = checks
            .iter()
            .map(|check| check.answer(wanted, (&self.clock, &self.masks), &self.tell))
            .collect();
        let runs = answers.iter().filter_map(|answer| match answer {
            Answer::Now(_) => None,
            Answer::Later(run) => Some(run.clone()),
        });
        let mut late = join_all(runs).await.into_iter();
        let checks: Vec<_> = checks
            .iter()
            .zip(answers)
            .filter_map(|(check, answer)| match answer {
                Answer::Now(ran) => Some(check.report(&ran)),
                Answer::Later(_) => late.next().map(|ran| check.report(&ran)),
            })
            .collect();
        let phase = self.phase.get();
        let worst = |optional: bool| {
            checks
                .iter()
                .filter(|check| optional || !check.optional)
                .map(|check| check.status)
                .max()
                .unwrap_or(HealthStatus::Healthy)
        };
        let running = phase == Phase::Running;
        HealthReport {
            status: if running {
                worst(true)
            } else {
                HealthStatus::Unhealthy
            },
            ready: running && worst(false) != HealthStatus::Unhealthy,
            phase: phase.name(),
            checks,
        }
    }
}

impl fmt::Debug for HealthMonitor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HealthMonitor")
            .field("phase", &self.phase.get())
            .field("checks", &*self.lock())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{future::pending, time::Duration};

    use super::*;
    use crate::{
        health::{CheckPolicy, Health},
        private::CheckFn,
    };

    const POLICY: CheckPolicy = CheckPolicy {
        timeout: Duration::from_millis(200),
        cache: Duration::ZERO,
        optional: false,
    };

    fn check(name: &'static str, run: impl Fn() -> Health + Send + Sync + 'static) -> Check {
        let run = Arc::new(run);
        let run: CheckFn = Box::new(move || {
            let run = Arc::clone(&run);
            Box::pin(async move { run() })
        });
        Check::new(0, name.to_owned(), POLICY, run)
    }

    fn monitor(phase: &PhaseCell) -> HealthMonitor {
        let who = (
            "Shop",
            Clock::system(),
            crate::logging::Logging::new("Shop"),
        );
        let events = EventBus::new(who, Vec::new(), Vec::new()).unwrap();
        let means = (Clock::system(), Masks::new());
        HealthMonitor::new(phase.clone(), means, &events)
    }

    fn running() -> HealthMonitor {
        let phase = PhaseCell::default();
        phase.set(Phase::Running);
        monitor(&phase)
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
        let hang: CheckFn = Box::new(|| Box::pin(pending()));
        monitor.register(Check::new(0, "slow".to_owned(), POLICY, hang));
        let report = monitor.check().await;
        assert_eq!(
            report.checks[0].message.as_deref(),
            Some("no answer within 200ms")
        );
    }

    #[tokio::test]
    async fn readiness_is_false_outside_the_running_phase() {
        let phase = PhaseCell::default();
        let monitor = monitor(&phase);
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
