//! What every application has before its first module: health monitor, tasks and clock.

mod module;

use std::sync::Arc;

use tokio::runtime::Handle;

pub use module::KernelModule;

use crate::{
    context::Clock,
    events::EventBus,
    health::HealthMonitor,
    lifecycle::{PhaseCell, Tasks},
};

/// The framework's own services; shared by everything in one application, never global.
#[derive(Clone, Debug)]
pub struct Kernel(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    health: HealthMonitor,
    clock: Clock,
    phase: PhaseCell,
    tasks: Tasks,
}

impl Kernel {
    pub(crate) fn new(clock: Clock, events: &Arc<EventBus>, runtime: Handle) -> Self {
        let phase = PhaseCell::default();
        Self(Arc::new(Inner {
            health: HealthMonitor::new(phase.clone(), clock.clone(), events),
            clock,
            phase,
            tasks: Tasks::new(runtime, events),
        }))
    }

    pub(crate) fn health(&self) -> &HealthMonitor {
        &self.0.health
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn tasks(&self) -> &Tasks {
        &self.0.tasks
    }

    pub(crate) fn phase(&self) -> &PhaseCell {
        &self.0.phase
    }
}
