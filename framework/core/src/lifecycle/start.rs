use std::time::Duration;

use tokio::time::Instant;

use super::{
    Machine, Phase,
    bounded::{Ended, bounded},
    deadlines::after,
    failure,
    machine::{StartedModule, report},
    panic::guarded,
    task,
};
use crate::{
    error::{BoxError, Error},
    events::{EventKind, SlowStep},
    graph::Role,
    health::Check,
    private::{BoxFuture, Step},
};

/// A step that takes less than this is not worth a word.
const NOTABLE: Duration = Duration::from_millis(1);

/// Why a start does not go on.
enum Halt {
    Failed { node: usize, error: Error },
    Interrupted,
}

impl<S: Send + 'static> Machine<S> {
    /// Makes and starts everything, module by module. If something fails or the start is
    /// interrupted, what had started is stopped in reverse before the error is returned.
    ///
    /// # Errors
    /// PL1101, PL1102, PL1103 or PL1109, with the errors of the rollback related to it.
    pub(crate) async fn start(&mut self) -> Result<(), Error> {
        let began = Instant::now();
        self.kernel.phase().set(Phase::Starting);
        self.events.emit(EventKind::Starting {
            version: self.version,
        });
        let mut nodes = self.analysis.order;
        for &module in self.analysis.module_order {
            let wiring = self.wiring;
            let count = nodes
                .iter()
                .take_while(|node| wiring.node(**node).module == module)
                .count();
            let (own, rest) = nodes.split_at(count);
            nodes = rest;
            if let Err(halt) = self.start_module(module, own).await {
                return Err(self.roll_back(halt).await);
            }
        }
        if self.interrupt.is_requested() {
            return Err(self.roll_back(Halt::Interrupted).await);
        }
        self.kernel.phase().set(Phase::Running);
        let modules = self.wiring.modules.iter();
        self.events.emit(EventKind::Ready {
            modules: modules.filter(|module| !module.builtin).count(),
            took: began.elapsed(),
        });
        Ok(())
    }

    /// Services and start hooks first, then what goes on while the module runs.
    async fn start_module(&mut self, module: usize, nodes: &'static [usize]) -> Result<(), Halt> {
        let began = Instant::now();
        let described = &self.wiring.modules[module];
        let name = described.name;
        self.modules.push(StartedModule::new(module));
        if !described.builtin {
            self.events.emit(EventKind::ModuleStarting { module: name });
        }
        let mut slowest: Option<(usize, Duration)> = None;
        for running in [false, true] {
            for &node in nodes {
                if goes_on(self.wiring.node(node).role) != running {
                    continue;
                }
                // What has started as a whole is stopped as a whole.
                if !running && self.interrupt.is_requested() {
                    return Err(Halt::Interrupted);
                }
                let began = Instant::now();
                self.step(node).await?;
                let took = began.elapsed();
                if took >= NOTABLE && slowest.is_none_or(|(_, most)| took > most) {
                    slowest = Some((node, took));
                }
            }
        }
        self.current().started = true;
        if !described.builtin {
            self.events.emit(EventKind::ModuleStarted {
                module: name,
                took: began.elapsed(),
                slowest: slowest.map(|(node, took)| SlowStep {
                    subject: failure::label(self.wiring, node),
                    took,
                }),
            });
        }
        Ok(())
    }

    /// The module that is starting.
    fn current(&mut self) -> &mut StartedModule {
        let last = self.modules.len() - 1;
        &mut self.modules[last]
    }

    async fn step(&mut self, node: usize) -> Result<(), Halt> {
        let wiring = self.wiring;
        let failed = |cause| Halt::Failed {
            node,
            error: failure::start_failed(wiring, node, cause),
        };
        let steps = self.table.steps;
        match &steps[node] {
            Step::Nothing => self.current().made.push(node),
            Step::Build(build) => {
                // Pushed before: what it has stored when it panics is dropped in its turn.
                self.current().made.push(node);
                guarded(|| build(&mut self.slots, &self.kernel)).map_err(failed)?;
            }
            Step::BuildAsync(build) => {
                let slots = &self.slots;
                let future = guarded(|| Ok(build(slots))).map_err(failed)?;
                let store = self.run(node, future).await?;
                self.current().made.push(node);
                guarded(|| store(&mut self.slots)).map_err(failed)?;
            }
            Step::OnStart(hook) => {
                let slots = &self.slots;
                let future = guarded(|| Ok(hook(slots))).map_err(failed)?;
                self.run(node, future).await?;
            }
            Step::OnDrain(bind) => {
                let bound = guarded(|| Ok(bind(&self.slots))).map_err(failed)?;
                self.current().drain_hooks().push((node, bound));
            }
            Step::OnStop(bind) => {
                let bound = guarded(|| Ok(bind(&self.slots))).map_err(failed)?;
                self.current().stop_hooks().push((node, bound));
            }
            Step::Health(bind, policy) => {
                let run = guarded(|| Ok(bind(&self.slots))).map_err(failed)?;
                self.kernel.health().register(Check::new(
                    wiring.node(node).module,
                    failure::label(wiring, node),
                    *policy,
                    run,
                ));
            }
            Step::Task(bind, policy) => {
                let run = guarded(|| Ok(bind(&self.slots))).map_err(failed)?;
                let watched = task::spawn(wiring, node, &self.kernel, &self.events, run, *policy);
                self.current().tasks.push(watched);
            }
        }
        Ok(())
    }

    /// Awaits user code under the start deadline.
    fn run<T: Send>(
        &self,
        node: usize,
        future: BoxFuture<Result<T, BoxError>>,
    ) -> impl Future<Output = Result<T, Halt>> + Send + use<T, S> {
        let (wiring, limit) = (self.wiring, self.deadlines.start);
        let interrupt = self.interrupt.clone();
        async move {
            let error = match bounded(after(limit), &interrupt, || future)
                .await
                .flattened()
            {
                Ended::Done(Ok(value)) => return Ok(value),
                Ended::Done(Err(cause)) | Ended::Panicked(cause) => {
                    failure::start_failed(wiring, node, cause)
                }
                Ended::Overran => failure::start_overran(wiring, node, limit),
                Ended::Interrupted => return Err(Halt::Interrupted),
            };
            Err(Halt::Failed { node, error })
        }
    }

    /// Stops what had started; of the module that did not, only what it made is dropped.
    async fn roll_back(&mut self, halt: Halt) -> Error {
        let (error, phase) = match halt {
            Halt::Failed { node, error } => {
                self.events
                    .emit(EventKind::ModuleFailed(report(self.wiring, node, &error)));
                (error, Phase::Failed)
            }
            Halt::Interrupted => (failure::start_interrupted(), Phase::Stopped),
        };
        let began = Instant::now();
        self.kernel.phase().set(Phase::Stopping);
        self.events.emit(EventKind::Stopping);
        let related = self.stop_modules().await;
        self.kernel.phase().set(phase);
        self.events.emit(match phase {
            Phase::Failed => EventKind::Failed {
                code: error.code(),
                message: error.message().to_owned(),
            },
            _ => EventKind::Stopped {
                took: began.elapsed(),
            },
        });
        self.events.close().await;
        error.with_related(related)
    }
}

/// Whether a node is about the running module, not about its start.
const fn goes_on(role: Role) -> bool {
    matches!(
        role,
        Role::OnDrain | Role::OnStop | Role::Health | Role::Task
    )
}
