use std::{panic::AssertUnwindSafe, time::Duration};

use tokio::time::{Instant, timeout, timeout_at};

use super::{
    Machine, Phase, failure,
    machine::StartedModule,
    panic::{contained, guarded},
};
use crate::error::Error;

impl<S: Send + 'static> Machine<S> {
    /// Stops everything in exact reverse of the start. Readiness is false from the first moment.
    /// What overruns its deadline is cut off and the rest still stops.
    ///
    /// # Errors
    /// Every PL1104, PL1105 and PL1108 that happened, in order.
    pub(crate) async fn stop(&mut self) -> Vec<Error> {
        self.kernel.phase().set(Phase::Stopping);
        let errors = self.stop_modules().await;
        self.kernel.phase().set(Phase::Stopped);
        errors
    }

    pub(super) async fn stop_modules(&mut self) -> Vec<Error> {
        let mut errors = Vec::new();
        let end = Instant::now() + self.deadlines.stop;
        while let Some(module) = self.modules.pop() {
            let limit = self.deadlines.stop_module;
            let deadline = end.min(Instant::now() + limit);
            self.stop_module(module, deadline, limit, &mut errors).await;
        }
        self.kernel.health().clear();
        errors
    }

    async fn stop_module(
        &mut self,
        module: StartedModule,
        deadline: Instant,
        limit: Duration,
        errors: &mut Vec<Error>,
    ) {
        for task in &module.tasks {
            task.stop.request();
        }
        for mut task in module.tasks {
            match timeout_at(deadline, &mut task.handle).await {
                // Errors and panics of the task were reported when they happened.
                Ok(_) => {}
                Err(_) => {
                    task.handle.abort();
                    // It ends at its next await; one that never awaits cannot be waited for.
                    let _ = timeout(Duration::from_millis(100), &mut task.handle).await;
                    errors.push(failure::stop_overran(self.wiring, task.node, limit));
                }
            }
        }
        for (node, hook) in module.stop_hooks.into_iter().rev() {
            match timeout_at(deadline, contained(hook)).await {
                Ok(Ok(())) => {}
                Ok(Err(cause)) => errors.push(failure::stop_hook_failed(self.wiring, node, cause)),
                Err(_) => errors.push(failure::stop_overran(self.wiring, node, limit)),
            }
        }
        for node in module.made.into_iter().rev() {
            let clear = self.table.clear;
            let mut slots = AssertUnwindSafe(&mut self.slots);
            if let Err(cause) = guarded(move || {
                clear(&mut slots, usize::from(node));
                Ok(())
            }) {
                errors.push(failure::drop_panicked(self.wiring, node, cause));
            }
        }
        tracing::debug!(
            module = self.wiring.modules[usize::from(module.module)].name,
            "stopped"
        );
    }
}
