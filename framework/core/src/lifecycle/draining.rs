use super::{
    Machine, Phase,
    bounded::{Ended, within},
    deadlines::after,
    failure,
    machine::report,
};
use crate::{error::Error, events::EventKind};

impl<S: Send + 'static> Machine<S> {
    /// Drains everything, unless that has been done.
    ///
    /// # Errors
    /// Every PL1111 and PL1112 that happened, in order.
    pub(crate) async fn drain(&mut self) -> Vec<Error> {
        if self.drained {
            return Vec::new();
        }
        let errors = self.drain_modules().await;
        self.drained = true;
        errors
    }

    /// Runs every drain hook while everything still runs, in reverse of the start: who is asked
    /// drains after all who ask it. One deadline is for all of them; what comes to its turn after
    /// it may still do what needs no waiting.
    ///
    /// # Errors
    /// Every PL1111 and PL1112 that happened, in order.
    async fn drain_modules(&mut self) -> Vec<Error> {
        self.kernel.phase().set(Phase::Draining);
        for module in &self.modules {
            self.kernel.phases().set(module.module, Phase::Draining);
        }
        self.events.emit(EventKind::Draining);
        let limit = self.deadlines.drain;
        let deadline = after(limit);
        let mut errors = Vec::new();
        for module in self.modules.iter_mut().rev() {
            while let Some((node, hook)) = module.drain_hooks().pop() {
                let error = match within(deadline, hook).await.flattened() {
                    Ended::Done(Ok(())) => continue,
                    Ended::Done(Err(cause)) | Ended::Panicked(cause) => {
                        failure::drain_hook_failed(self.wiring, node, cause)
                    }
                    Ended::Overran | Ended::Interrupted => {
                        failure::drain_overran(self.wiring, node, limit)
                    }
                };
                self.events
                    .emit(EventKind::DrainFailed(report(self.wiring, node, &error)));
                errors.push(error);
            }
        }
        errors
    }
}
