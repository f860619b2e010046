use super::Kernel;
use crate::{context::Clock, health::HealthMonitor, lifecycle::Tasks};

/// The module that every application has: its health monitor, its tasks and its clock.
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
}
