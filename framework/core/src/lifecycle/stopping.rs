use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{
    Machine, Phase,
    bounded::{Ended, within},
    deadlines::{Budget, after},
    failure,
    machine::report,
};
use crate::{
    error::Error,
    events::{EventKind, Failure},
};

/// An aborted task ends at its next await; one that comes to none is not waited for
/// any longer.
const ABORT: Duration = Duration::from_millis(100);

impl<S: Send + 'static> Machine<S> {
    /// Drains everything, then stops it in exact reverse of the start. Readiness is false from the
    /// first moment. What overruns its deadline is cut off and the rest still stops.
    ///
    /// # Errors
    /// Every PL1104, PL1105, PL1106, PL1108, PL1111 and PL1112 that happened, in order.
    pub(crate) async fn stop(&mut self) -> Vec<Error> {
        let began = Instant::now();
        let mut errors = self.drain().await;
        self.kernel.phase().set(Phase::Stopping);
        self.events.emit(EventKind::Stopping);
        errors.extend(self.stop_modules().await);
        self.kernel.phase().set(Phase::Stopped);
        self.events.emit(EventKind::Stopped {
            took: began.elapsed(),
        });
        self.events.close().await;
        errors
    }

    /// A module stays listed until it is stopped: if this is dropped half way, the rest is undone
    /// by the machine's own drop.
    pub(super) async fn stop_modules(&mut self) -> Vec<Error> {
        let mut errors = Vec::new();
        let budget = Budget::new(self.deadlines);
        self.stop_spawned(budget, &mut errors).await;
        while let Some(module) = self.modules.last() {
            let began = Instant::now();
            let described = &self.wiring.modules[module.module];
            let (number, started) = (module.module, module.started);
            let told = started && !described.builtin;
            if started {
                self.kernel.phases().set(number, Phase::Stopping);
            }
            if told {
                self.events.emit(EventKind::ModuleStopping {
                    module: described.name,
                });
            }
            self.stop_tasks(budget, &mut errors).await;
            self.run_stop_hooks(budget, &mut errors).await;
            errors.extend(self.drop_services());
            self.modules.pop();
            // One that has failed stays that.
            if started || self.kernel.phases().get(number) == Phase::Starting {
                self.kernel.phases().set(number, Phase::Stopped);
            }
            if told {
                self.events.emit(EventKind::ModuleStopped {
                    module: described.name,
                    took: began.elapsed(),
                });
            }
        }
        errors
    }

    /// Stops what was spawned by hand: it may use any module, so it goes before all of them.
    async fn stop_spawned(&mut self, budget: Budget, errors: &mut Vec<Error>) {
        let tasks = self.kernel.tasks();
        tasks.close();
        let share = budget.share();
        if timeout_at(share.deadline, tasks.ended()).await.is_ok() {
            return;
        }
        let late = tasks.abort();
        // One that is still there after this is told apart below.
        let _ = timeout_at(after(ABORT), tasks.ended()).await;
        for (number, name) in late {
            let error = failure::spawned_overran(&name, &share.limit(), tasks.is_live(number));
            let report = Failure::new("KernelModule", name.into_owned(), &error);
            self.events.emit(EventKind::StopFailed(report));
            errors.push(error);
        }
    }

    async fn stop_tasks(&mut self, budget: Budget, errors: &mut Vec<Error>) {
        let Some(module) = self.modules.last_mut() else {
            return;
        };
        for task in &module.tasks {
            task.stop.request();
        }
        let share = budget.share();
        let mut late = Vec::new();
        while let Some(mut task) = module.tasks.pop() {
            match timeout_at(share.deadline, &mut task.handle).await {
                // What it told about itself when it failed is not told again.
                Ok(Ok(error)) => errors.extend(error),
                Ok(Err(lost)) => {
                    let error = failure::task_failed(self.wiring, task.node, lost.into());
                    let report = report(self.wiring, task.node, &error);
                    self.events.emit(EventKind::TaskFailed(report));
                    errors.push(error);
                }
                Err(_) => {
                    task.handle.abort();
                    late.push(task);
                }
            }
        }
        let limit = share.limit();
        let deadline = after(ABORT);
        for mut task in late {
            let error = match timeout_at(deadline, &mut task.handle).await {
                Ok(_) => failure::stop_overran(self.wiring, task.node, &limit),
                Err(_) => failure::stop_blocked(self.wiring, task.node, &limit),
            };
            let report = report(self.wiring, task.node, &error);
            self.events.emit(EventKind::StopFailed(report));
            errors.push(error);
        }
    }

    async fn run_stop_hooks(&mut self, budget: Budget, errors: &mut Vec<Error>) {
        let Some(module) = self.modules.last_mut() else {
            return;
        };
        while let Some((node, hook)) = module.stop_hooks().pop() {
            let share = budget.share();
            let error = match within(share.deadline, hook).await.flattened() {
                Ended::Done(Ok(())) => continue,
                Ended::Done(Err(cause)) | Ended::Panicked(cause) => {
                    failure::stop_hook_failed(self.wiring, node, cause)
                }
                Ended::Overran | Ended::Interrupted => {
                    failure::stop_overran(self.wiring, node, &share.limit())
                }
            };
            self.events
                .emit(EventKind::StopFailed(report(self.wiring, node, &error)));
            errors.push(error);
        }
    }
}
