//! What every application has before its first module: health monitor, tasks and clock.

mod module;

use std::sync::Arc;

use tokio::runtime::Handle;

pub use module::KernelModule;

use crate::{
    app::Control,
    config::{ConfigLoader, ReadSection, SectionInfo},
    context::{Clock, Contexts, Randomness},
    events::{EventBus, Events},
    health::HealthMonitor,
    lifecycle::{Listening, ModulePhases, PhaseCell, Stop, Tasks},
    logging::Logging,
    registry::Registry,
    scope::Realm,
    tenant::Tenants,
};

/// The framework's own services; shared by everything in one application, never global.
#[derive(Clone, Debug)]
pub struct Kernel(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    health: HealthMonitor,
    clock: Clock,
    phase: PhaseCell,
    phases: ModulePhases,
    tasks: Tasks,
    realm: Realm,
    randomness: Randomness,
    contexts: Contexts,
    tenants: Tenants,
    listening: Listening,
    logging: Logging,
    registry: Registry,
    events: Events,
    control: Control,
}

impl Kernel {
    pub(crate) fn new(
        (clock, randomness, logging): (Clock, Randomness, Logging),
        events: &Arc<EventBus>,
        runtime: Handle,
        (loader, sections): (ConfigLoader, Vec<(SectionInfo, ReadSection)>),
        (registry, interrupt): (Registry, &Stop),
    ) -> Self {
        let phase = PhaseCell::default();
        let phases = ModulePhases::new(registry.module_count());
        let tasks = Tasks::new(runtime, events);
        let contexts = Contexts::new(clock.clone(), randomness.clone());
        let means = (clock.clone(), logging.masks().clone());
        let tenants = Tenants::new(contexts.clone(), tasks.clone(), events, loader, sections);
        Self(Arc::new(Inner {
            randomness,
            contexts,
            tenants,
            listening: Listening::default(),
            logging,
            registry,
            events: Events::new(events),
            control: Control::new(interrupt.clone(), registry, phases.clone()),
            health: HealthMonitor::new(phase.clone(), means, events),
            clock,
            phase,
            phases,
            tasks,
            realm: Realm::new(),
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

    pub(crate) fn randomness(&self) -> &Randomness {
        &self.0.randomness
    }

    pub(crate) fn contexts(&self) -> &Contexts {
        &self.0.contexts
    }

    pub(crate) fn tenants(&self) -> &Tenants {
        &self.0.tenants
    }

    pub(crate) fn listening(&self) -> &Listening {
        &self.0.listening
    }

    pub(crate) fn control(&self) -> &Control {
        &self.0.control
    }

    pub(crate) fn events(&self) -> &Events {
        &self.0.events
    }

    pub(crate) fn registry(&self) -> Registry {
        self.0.registry
    }

    pub(crate) fn logging(&self) -> &Logging {
        &self.0.logging
    }

    /// What tells this application from others of the process.
    pub(crate) fn realm(&self) -> &Realm {
        &self.0.realm
    }

    /// How far each module is.
    pub(crate) fn phases(&self) -> &ModulePhases {
        &self.0.phases
    }

    pub(crate) fn phase(&self) -> &PhaseCell {
        &self.0.phase
    }
}
