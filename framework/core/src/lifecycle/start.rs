use std::time::Duration;

use tokio::time::Instant;

use super::{
    Machine, Phase, Stop,
    bounded::{Ended, bounded},
    deadlines::after,
    failure,
    machine::{StartedModule, report},
    panic::guarded,
    task,
};
use crate::{
    config::ReloadHook,
    error::{BoxError, Error},
    events::{EventKind, SlowStep},
    graph::{NONE, Role, Wiring},
    health::Check,
    private::{BoxFuture, Step, Store},
};

/// A step that takes less than this is not worth a word.
pub(super) const NOTABLE: Duration = Duration::from_millis(1);

/// What a step waits for.
pub(super) enum Pending<S: 'static> {
    Store(BoxFuture<Result<Store<S>, BoxError>>),
    Hook(BoxFuture<Result<(), BoxError>>),
}

/// What a wait has come to.
pub(super) enum Came<S: 'static> {
    Store(Store<S>),
    Hook,
}

/// Why a start does not go on.
pub(super) enum Halt {
    Failed {
        node: usize,
        error: Error,
    },
    /// A critical observer did not agree.
    Refused(Error),
    Interrupted,
}

impl<S: Send + 'static> Machine<S> {
    /// Makes and starts everything, module by module. If something fails or the start is
    /// interrupted, what had started is stopped in reverse before the error is returned.
    ///
    /// # Errors
    /// PL1101, PL1102, PL1103, PL1109 or PL1114, with the errors of the rollback related to it.
    pub(crate) async fn start(&mut self) -> Result<(), Error> {
        let began = Instant::now();
        self.kernel.phase().set(Phase::Starting);
        let starting = self.tell(EventKind::Starting {
            version: self.version,
        });
        let started = match starting {
            Ok(()) if self.parallel => self.start_parallel().await,
            Ok(()) => self.start_sequential().await,
            Err(halt) => Err(halt),
        };
        if let Err(halt) = started {
            return Err(self.roll_back(halt).await);
        }
        if self.interrupt.is_requested() {
            return Err(self.roll_back(Halt::Interrupted).await);
        }
        let modules = self.wiring.modules.iter();
        let listed = modules.filter(|module| !module.builtin).count();
        self.boot.took = began.elapsed();
        let ready = EventKind::Ready {
            modules: listed - self.left_out.len(),
            took: self.boot.took,
        };
        self.kernel.phase().set(Phase::Running);
        if let Err(halt) = self.tell(ready) {
            return Err(self.roll_back(halt).await);
        }
        self.events.started();
        Ok(())
    }

    /// Says what the start has come to; a critical observer may refuse to go on.
    pub(super) fn tell(&self, kind: EventKind) -> Result<(), Halt> {
        self.events.tell(kind).map_err(Halt::Refused)
    }

    async fn start_sequential(&mut self) -> Result<(), Halt> {
        let mut nodes = self.analysis.order;
        for &module in self.analysis.module_order {
            let (own, rest) = nodes.split_at(self.count(nodes, module));
            nodes = rest;
            if let Err(halt) = self.start_module(module, own).await {
                self.survive(module, halt)?;
            }
        }
        Ok(())
    }

    /// How many of the nodes at the front are of this module.
    pub(super) fn count(&self, nodes: &[usize], module: usize) -> usize {
        nodes
            .iter()
            .take_while(|node| self.wiring.node(**node).module == module)
            .count()
    }

    /// Services and start hooks first, then what goes on while the module runs.
    async fn start_module(&mut self, module: usize, nodes: &'static [usize]) -> Result<(), Halt> {
        let began = Instant::now();
        let described = &self.wiring.modules[module];
        let name = described.name;
        self.modules.push(StartedModule::new(module));
        self.kernel.phases().set(module, Phase::Starting);
        if !described.builtin {
            self.tell(EventKind::ModuleStarting { module: name })?;
        }
        self.lacks(module, nodes)?;
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
                if let Some(pending) = self.begin(node)? {
                    let came = self.wait(node, pending, self.interrupt.clone()).await?;
                    self.finish(node, came)?;
                }
                let took = began.elapsed();
                if took >= NOTABLE && slowest.is_none_or(|(_, most)| took > most) {
                    slowest = Some((node, took));
                }
            }
        }
        self.started(module).started = true;
        self.kernel.phases().set(module, Phase::Running);
        if !described.builtin {
            let slowest = slowest.map(|(node, took)| SlowStep {
                subject: failure::label(self.wiring, node),
                took,
            });
            self.has_started(module, began.elapsed(), slowest)?;
        }
        Ok(())
    }

    /// Tells that a module has started.
    pub(super) fn has_started(
        &mut self,
        module: usize,
        took: Duration,
        slowest: Option<SlowStep>,
    ) -> Result<(), Halt> {
        self.boot.modules.push((module, took, slowest.clone()));
        self.tell(EventKind::ModuleStarted {
            module: self.wiring.modules[module].name,
            took,
            slowest,
        })
    }

    /// A module that is starting: mostly the last.
    pub(super) fn started(&mut self, module: usize) -> &mut StartedModule {
        let modules = self.modules.iter();
        let at = modules.rev().position(|started| started.module == module);
        let at = self.modules.len() - 1 - at.unwrap_or_default();
        &mut self.modules[at]
    }

    fn failed(&self, node: usize) -> impl Fn(BoxError) -> Halt + use<S> {
        let wiring = self.wiring;
        move |cause| Halt::Failed {
            node,
            error: failure::start_failed(wiring, node, cause),
        }
    }

    /// Does what need not be waited for.
    pub(super) fn begin(&mut self, node: usize) -> Result<Option<Pending<S>>, Halt> {
        let wiring = self.wiring;
        let failed = self.failed(node);
        let steps = self.table.steps;
        let module = wiring.node(node).module;
        if self.replaced.skips(node) {
            return Ok(None);
        }
        match &steps[node] {
            Step::Nothing => self.started(module).made.push(node),
            Step::Make(make) => {
                self.started(module).made.push(node);
                let (analysis, cells) = (&self.analysis, self.table.cells);
                let first = wiring.node(node).edges;
                let from = |number: usize| match analysis.chosen[first + number] {
                    NONE => NONE,
                    chosen => cells[wiring.candidates[chosen].offer],
                };
                guarded(|| make(&mut self.slots, &self.kernel, &from, node)).map_err(failed)?;
                self.replace_again(node);
            }
            Step::Build(build) => {
                // Pushed before: what it has stored when it panics is dropped in its turn.
                self.started(module).made.push(node);
                guarded(|| build(&mut self.slots, &self.kernel)).map_err(failed)?;
                self.replace_again(node);
            }
            Step::BuildAsync(build) => {
                let slots = &self.slots;
                let making = guarded(|| build(slots)).map_err(failed)?;
                return Ok(Some(Pending::Store(making)));
            }
            Step::OnStart(hook) => {
                let slots = &self.slots;
                let hook = guarded(|| hook(slots)).map_err(failed)?;
                return Ok(Some(Pending::Hook(hook)));
            }
            Step::OnDrain(bind) => {
                let bound = guarded(|| bind(&self.slots)).map_err(failed)?;
                self.started(module).drain_hooks().push((node, bound));
            }
            Step::OnStop(bind) => {
                let bound = guarded(|| bind(&self.slots)).map_err(failed)?;
                self.started(module).stop_hooks().push((node, bound));
            }
            Step::OnReload(bind, limit) => {
                let bound = guarded(|| bind(&self.slots)).map_err(failed)?;
                let name = failure::label(wiring, node);
                let hook = ReloadHook::new(name, *limit, bound);
                self.reload_hooks.push((node, hook));
            }
            Step::Health(bind, policy) => {
                let run = guarded(|| bind(&self.slots)).map_err(failed)?;
                let mut policy = *policy;
                policy.optional |= wiring.module_of(node).optional;
                self.kernel.health().register(Check::new(
                    wiring.node(node).module,
                    failure::label(wiring, node),
                    policy,
                    run,
                ));
            }
            Step::Task(bind, policy) => {
                let run = guarded(|| bind(&self.slots)).map_err(failed)?;
                let watched = task::spawn(wiring, node, &self.kernel, &self.events, run, *policy);
                self.started(module).tasks.push(watched);
            }
        }
        Ok(None)
    }

    /// Waits for what a step waits for.
    pub(super) fn wait(
        &self,
        node: usize,
        pending: Pending<S>,
        interrupt: Stop,
    ) -> impl Future<Output = Result<Came<S>, Halt>> + Send + use<S> {
        let (wiring, limit) = (self.wiring, self.deadlines.start);
        async move {
            match pending {
                Pending::Store(making) => run(wiring, node, limit, &interrupt, making)
                    .await
                    .map(Came::Store),
                Pending::Hook(hook) => run(wiring, node, limit, &interrupt, hook)
                    .await
                    .map(|()| Came::Hook),
            }
        }
    }

    /// Does what comes after the wait.
    pub(super) fn finish(&mut self, node: usize, came: Came<S>) -> Result<(), Halt> {
        if let Came::Store(store) = came {
            let module = self.wiring.node(node).module;
            self.started(module).made.push(node);
            guarded(|| store(&mut self.slots)).map_err(self.failed(node))?;
            self.replace_again(node);
        }
        Ok(())
    }

    /// Stops what had started; of the module that did not, only what it made is dropped.
    async fn roll_back(&mut self, halt: Halt) -> Error {
        let (error, phase) = match halt {
            Halt::Failed { node, error } => {
                let module = self.wiring.node(node).module;
                self.kernel.phases().set(module, Phase::Failed);
                self.events
                    .emit(EventKind::ModuleFailed(report(self.wiring, node, &error)));
                (error, Phase::Failed)
            }
            Halt::Refused(error) => (error, Phase::Failed),
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
pub(super) const fn goes_on(role: Role) -> bool {
    matches!(
        role,
        Role::OnDrain | Role::OnStop | Role::OnReload | Role::Health | Role::Task
    )
}

/// Awaits user code under the start deadline.
async fn run<T: Send>(
    wiring: &'static Wiring,
    node: usize,
    limit: Duration,
    interrupt: &Stop,
    future: BoxFuture<Result<T, BoxError>>,
) -> Result<T, Halt> {
    let error = match bounded(after(limit), interrupt, || future)
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
