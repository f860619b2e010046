use super::Kernel;
use crate::{
    app::Control,
    context::{Clock, Contexts, Randomness},
    events::Events,
    health::HealthMonitor,
    lifecycle::{Listening, Tasks},
    logging::Logging,
    registry::Registry,
    tenant::Tenants,
};

/// The module that every application has: its health monitor, its tasks, its clock and
/// randomness, its contexts and tenants, its
/// logging.
pub struct KernelModule;

#[purlin_macros::module(builtin)]
impl KernelModule {
    /// Runs the health checks and says whether the application is ready.
    #[provides]
    fn health_monitor(kernel: Kernel) -> HealthMonitor {
        kernel.health().clone()
    }

    /// Spawns tasks that end with the application.
    #[provides]
    fn tasks(kernel: Kernel) -> Tasks {
        kernel.tasks().clone()
    }

    /// The only source of wall-clock time.
    #[provides]
    fn clock(kernel: Kernel) -> Clock {
        kernel.clock().clone()
    }

    /// The only source of randomness.
    #[provides]
    fn randomness(kernel: Kernel) -> Randomness {
        kernel.randomness().clone()
    }

    /// Makes contexts for requests and other work.
    #[provides]
    fn contexts(kernel: Kernel) -> Contexts {
        kernel.contexts().clone()
    }

    /// Stops the application and reloads its configuration.
    #[provides]
    fn control(kernel: Kernel) -> Control {
        kernel.control().clone()
    }

    /// Emits the events of modules.
    #[provides]
    fn events(kernel: Kernel) -> Events {
        kernel.events().clone()
    }

    /// Where the application listens.
    #[provides]
    fn listening(kernel: Kernel) -> Listening {
        kernel.listening().clone()
    }

    /// The tenants that there are.
    #[provides]
    fn tenants(kernel: Kernel) -> Tenants {
        kernel.tenants().clone()
    }

    /// What the application is made of.
    #[provides]
    fn registry(kernel: Kernel) -> Registry {
        kernel.registry()
    }

    /// What is logged, how much and how.
    #[provides]
    fn logging(kernel: Kernel) -> Logging {
        kernel.logging().clone()
    }
}
