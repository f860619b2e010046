use std::fmt;

use crate::{
    config::ConfigTree,
    error::Error,
    health::HealthMonitor,
    lifecycle::{Machine, Phase},
    private::Application,
    registry::Registry,
};

/// An application that has started.
///
/// [`Running::stop`] stops it in order. Dropping it instead only tells its tasks to stop and drops
/// its services, in reverse; stop hooks do not run and nothing is waited for.
#[must_use = "dropping a running application stops it without order"]
pub struct Running<A: Application> {
    machine: Machine<A::Slots>,
    config: ConfigTree,
}

impl<A: Application> Running<A> {
    pub(super) fn new(machine: Machine<A::Slots>, config: ConfigTree) -> Self {
        Self { machine, config }
    }

    pub(super) fn slots(&self) -> &A::Slots {
        self.machine.slots()
    }

    /// The application's health and readiness.
    #[must_use]
    pub fn health(&self) -> &HealthMonitor {
        self.machine.kernel().health()
    }

    /// The phase of the application's life.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.machine.kernel().phase().get()
    }

    /// What it is made of: modules, services, and what asks for what.
    #[must_use]
    pub fn registry(&self) -> Registry {
        Registry::of::<A>()
    }

    /// The configuration it was started with, with the origin of every value.
    #[must_use]
    pub fn config(&self) -> &ConfigTree {
        &self.config
    }

    /// Drains every module, then stops every module in exact reverse of the start: tasks, stop
    /// hooks, services. Readiness is false from the first moment; what overruns its deadline is
    /// cut off and the rest still stops.
    ///
    /// # Errors
    /// Everything that went wrong, in order: PL1104, PL1105, PL1106, PL1108, PL1111, PL1112. The application is stopped all
    /// the same.
    pub async fn stop(mut self) -> Result<(), Vec<Error>> {
        let errors = self.machine.stop().await;
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

impl<A: Application> fmt::Debug for Running<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Running")
            .field("app", &A::NAME)
            .field("phase", &self.phase())
            .finish_non_exhaustive()
    }
}
