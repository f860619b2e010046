use std::{fmt, sync::Arc};

use super::BootReport;
use crate::{
    config::{ConfigRecord, ConfigTree, Reloaded, Reloader},
    context::{Clock, Randomness},
    error::Error,
    health::HealthMonitor,
    lifecycle::{Listening, Machine, ModulePhase, Phase},
    private::{Application, Assembled},
    registry::Registry,
};

/// An application that has started.
///
/// [`Running::stop`] stops it in order. Dropping it instead only tells its tasks to stop and drops
/// its services, in reverse; stop hooks do not run and nothing is waited for.
#[must_use = "dropping a running application stops it without order"]
pub struct Running<A: Assembled> {
    machine: Machine<A::Slots>,
    reloader: Arc<Reloader>,
    report: Arc<BootReport>,
}

impl<A: Application> Running<A> {
    pub(super) fn new(machine: Machine<A::Slots>, reloader: Reloader) -> Self {
        let reloader = Arc::new(reloader);
        let report = Arc::new(BootReport::new(&machine, &reloader.values().now().tree));
        let control = machine.kernel().control();
        control.started(&reloader, &report);
        Self {
            machine,
            reloader,
            report,
        }
    }

    pub(super) fn slots(&self) -> &A::Slots {
        self.machine.slots()
    }

    /// The application's health and readiness.
    #[must_use]
    pub fn health(&self) -> &HealthMonitor {
        self.machine.kernel().health()
    }

    /// Its clock and randomness.
    pub(crate) fn sources(&self) -> (Clock, Randomness) {
        let kernel = self.machine.kernel();
        (kernel.clock().clone(), kernel.randomness().clone())
    }

    /// Where it listens.
    #[must_use]
    pub fn listening(&self) -> &Listening {
        self.machine.kernel().listening()
    }

    /// The phase of the application's life.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.machine.kernel().phase().get()
    }

    /// How far the life of each module is, in order of start; the framework's own are left out.
    #[must_use]
    pub fn modules(&self) -> Vec<ModulePhase> {
        self.machine.kernel().control().modules()
    }

    /// The optional modules that did not start, and why, in the order of start.
    pub fn left_out(&self) -> impl Iterator<Item = (&'static str, &Error)> {
        self.machine.left_out()
    }

    /// What its start has come to.
    #[must_use]
    pub fn report(&self) -> &BootReport {
        &self.report
    }

    /// What it is made of: modules, services, and what asks for what.
    #[must_use]
    pub fn registry(&self) -> Registry {
        Registry::of::<A>()
    }

    /// The configuration that is in force, with the origin of every value.
    #[must_use]
    pub fn config(&self) -> Arc<ConfigTree> {
        Arc::clone(&self.reloader.values().now().tree)
    }

    /// Reads every source of the configuration anew. What differs is in force for every
    /// [`Live`](crate::config::Live) at once when this returns, after every `#[on_reload]` hook
    /// that follows it has agreed, in the order of start. One reload runs at a time.
    ///
    /// # Errors
    /// PL1000 if the new configuration is wrong; PL1010 if it changes fields that are not
    /// `dynamic`; PL1011 if a hook refuses the change or takes too long. The old values stay, and
    /// hooks that had agreed are told the reverse.
    pub async fn reload(&self) -> Result<Reloaded, Error> {
        self.reloader.reload().await
    }

    /// Where every value came from, each time that changed: for audit. What is kept is the
    /// builder's to say.
    #[must_use]
    pub fn config_history(&self) -> Vec<Arc<ConfigRecord>> {
        self.reloader.history().records()
    }

    pub(super) fn reloader(&self) -> Arc<Reloader> {
        Arc::clone(&self.reloader)
    }

    /// Waits until something of the application asks it to stop, with
    /// [`Control::stop`](super::Control::stop), or the `Stop` that the builder was given is
    /// requested. Cancel safe.
    pub async fn stop_requested(&self) {
        self.machine.kernel().control().stop_requested().await;
    }

    /// Waits until something of the application asks it to drain, with
    /// [`Control::drain`](super::Control::drain). Cancel safe.
    pub async fn drain_requested(&self) {
        self.machine.kernel().control().drain_requested().await;
    }

    /// Drains every module and stops none: readiness is false from the first moment, and what is in
    /// flight finishes. Once is enough: a second time, and the stop after it, drain nothing.
    ///
    /// # Errors
    /// Everything that went wrong, in order: PL1111, PL1112. The application has drained all the
    /// same.
    pub async fn drain(&mut self) -> Result<(), Vec<Error>> {
        let errors = self.machine.drain().await;
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }

    /// Drains every module, then stops every module in exact reverse of the start: tasks, stop
    /// hooks, services. Readiness is false from the first moment; what overruns its deadline is
    /// cut off and the rest still stops.
    ///
    /// It takes the application away: a second stop does not compile.
    ///
    /// ```compile_fail,E0382
    /// # extern crate purlin_core as purlin;
    /// # use purlin::prelude::*;
    /// #[app(modules = [])]
    /// pub struct Shop;
    ///
    /// # async fn twice() {
    /// let running = Shop::builder().start().await.unwrap();
    /// running.stop().await.unwrap();
    /// running.stop().await.unwrap();
    /// # }
    /// ```
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
