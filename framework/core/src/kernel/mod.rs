//! What every application has before its first module: health monitor and clock.

mod module;

use std::sync::Arc;

pub use module::KernelModule;

use crate::{context::Clock, events::EventBus, health::HealthMonitor, lifecycle::PhaseCell};

/// The framework's own services; shared by everything in one application, never global.
#[derive(Clone, Debug)]
pub struct Kernel(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    health: HealthMonitor,
    clock: Clock,
    phase: PhaseCell,
}

impl Kernel {
    pub(crate) fn new(clock: Clock, events: &Arc<EventBus>) -> Self {
        let phase = PhaseCell::default();
        Self(Arc::new(Inner {
            health: HealthMonitor::new(phase.clone(), clock.clone(), events),
            clock,
            phase,
        }))
    }

    pub(crate) fn health(&self) -> &HealthMonitor {
        &self.0.health
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn phase(&self) -> &PhaseCell {
        &self.0.phase
    }
}
