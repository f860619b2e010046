use super::Kernel;
use crate::{context::Clock, health::HealthMonitor};

/// The module that every application has: its health monitor and its clock.
pub struct KernelModule;

#[purlin_macros::module(builtin)]
impl KernelModule {
    /// Runs the health checks and says whether the application is ready.
    #[provides]
    fn health_monitor(kernel: Kernel) -> HealthMonitor {
        kernel.health().clone()
    }

    /// The only source of wall-clock time.
    #[provides]
    fn clock(kernel: Kernel) -> Clock {
        kernel.clock().clone()
    }
}
