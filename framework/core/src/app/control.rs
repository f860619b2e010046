use std::{
    fmt,
    sync::{Arc, OnceLock, Weak},
};

use super::BootReport;
use crate::{
    config::{ConfigTree, Reloaded, Reloader},
    error::{Category, Error},
    lifecycle::{ModulePhase, ModulePhases, NOT_RUNNING, Stop},
    registry::Registry,
};

/// Drains and stops the application and reloads its configuration from within: for admin doors, and for
/// modules without which it had better not go on.
///
/// Every application provides it: ask for `Arc<Control>` or `&Control`.
#[derive(Clone)]
pub struct Control(Arc<Inner>);

struct Inner {
    stop: Stop,
    drain: Stop,
    registry: Registry,
    phases: ModulePhases,
    reloader: OnceLock<Weak<Reloader>>,
    report: OnceLock<Arc<BootReport>>,
}

impl Control {
    pub(crate) fn new(stop: Stop, registry: Registry, phases: ModulePhases) -> Self {
        Self(Arc::new(Inner {
            stop,
            drain: Stop::new(),
            registry,
            phases,
            reloader: OnceLock::new(),
            report: OnceLock::new(),
        }))
    }

    pub(super) fn started(&self, reloader: &Arc<Reloader>, report: &Arc<BootReport>) {
        // An application starts once.
        let _ = self.0.reloader.set(Arc::downgrade(reloader));
        let _ = self.0.report.set(Arc::clone(report));
    }

    /// Asks the application to stop. A start is given up; one that runs is drained and stopped by
    /// whoever runs it: the command line does so at once, others wait for
    /// [`Running::stop_requested`](super::Running::stop_requested).
    pub fn stop(&self) {
        self.0.stop.request();
    }

    pub(super) async fn stop_requested(&self) {
        self.0.stop.requested().await;
    }

    /// Asks the application to drain: readiness is false from then on, what is in flight finishes,
    /// and everything goes on running until it is asked to stop. Whoever runs it drains it: the
    /// command line does so at once, or when its start has ended; others wait for
    /// [`Running::drain_requested`](super::Running::drain_requested).
    pub fn drain(&self) {
        self.0.drain.request();
    }

    pub(super) async fn drain_requested(&self) {
        self.0.drain.requested().await;
    }

    /// What the application is made of.
    #[must_use]
    pub fn registry(&self) -> Registry {
        self.0.registry
    }

    /// How far the life of each module is, in order of start; the framework's own are left out.
    #[must_use]
    pub fn modules(&self) -> Vec<ModulePhase> {
        let modules = self.0.registry.modules();
        let modules = modules.filter(|module| !module.is_builtin());
        modules
            .map(|module| ModulePhase {
                name: module.full_name(),
                phase: self.0.phases.get(module.index()),
                optional: module.is_optional(),
            })
            .collect()
    }

    /// Reads the configuration anew; see [`Running::reload`](super::Running::reload).
    ///
    /// # Errors
    /// PL1115 if the application does not run; else what [`Running::reload`](super::Running::reload)
    /// says.
    pub async fn reload(&self) -> Result<Reloaded, Error> {
        self.reloader()?.reload().await
    }

    /// The configuration that is in force.
    ///
    /// # Errors
    /// PL1115 if the application does not run.
    pub fn config(&self) -> Result<Arc<ConfigTree>, Error> {
        Ok(Arc::clone(&self.reloader()?.values().now().tree))
    }

    /// What the start has come to.
    ///
    /// # Errors
    /// PL1115 if the application has not started yet.
    pub fn report(&self) -> Result<Arc<BootReport>, Error> {
        self.0.report.get().cloned().ok_or_else(not_running)
    }

    fn reloader(&self) -> Result<Arc<Reloader>, Error> {
        let reloader = self.0.reloader.get().and_then(Weak::upgrade);
        reloader.ok_or_else(not_running)
    }
}

fn not_running() -> Error {
    let text = "the application does not run: it starts, or it has stopped";
    Error::new(Category::Lifecycle, NOT_RUNNING, text).action("wait until it is ready")
}

impl fmt::Debug for Control {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Control")
            .field("stop", &self.0.stop.is_requested())
            .finish_non_exhaustive()
    }
}
