use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, timeout};

use super::{
    Machine, Phase, failure,
    machine::StartedModule,
    panic::{contained, guarded},
    task,
};
use crate::{
    error::{BoxError, Error},
    health::Check,
    private::{BoxFuture, Step},
};

impl<S: Send + 'static> Machine<S> {
    /// Makes and starts everything, module by module. If something fails, what had started is
    /// stopped in reverse before the error is returned.
    ///
    /// # Errors
    /// PL1101, PL1102 or PL1103; errors of the rollback are logged.
    pub(crate) async fn start(&mut self) -> Result<(), Error> {
        self.kernel.phase().set(Phase::Starting);
        for &node in self.analysis.order {
            self.enter_module(self.wiring.node(node).module);
            if let Err(error) = self.step(node).await {
                // The failed module never ran: only what it made is dropped.
                if let Some(failed) = self.modules.last_mut() {
                    failed.stop_hooks.clear();
                }
                for error in self.stop_modules().await {
                    tracing::error!(code = error.code(), "{}", error.render());
                }
                self.kernel.phase().set(Phase::Failed);
                return Err(error);
            }
        }
        self.kernel.phase().set(Phase::Running);
        Ok(())
    }

    fn enter_module(&mut self, module: u16) {
        if self.modules.last().is_none_or(|last| last.module != module) {
            self.modules.push(StartedModule {
                module,
                made: Vec::new(),
                stop_hooks: Vec::new(),
                tasks: Vec::new(),
            });
        }
    }

    fn current(&mut self) -> &mut StartedModule {
        if self.modules.is_empty() {
            self.enter_module(0);
        }
        let last = self.modules.len() - 1;
        &mut self.modules[last]
    }

    async fn step(&mut self, node: u16) -> Result<(), Error> {
        let started = Instant::now();
        match &self.table.steps[usize::from(node)] {
            Step::Config => self.current().made.push(node),
            Step::Build(build) => {
                let build = *build;
                guarded(|| build(&mut self.slots, &self.kernel))
                    .map_err(|cause| failure::start_failed(self.wiring, node, cause))?;
                self.current().made.push(node);
            }
            Step::BuildAsync(build) => {
                let future = guarded(|| Ok(build(&self.slots)));
                let store = self.run(node, future).await?;
                store(&mut self.slots);
                self.current().made.push(node);
            }
            Step::OnStart(hook) => {
                let future = guarded(|| Ok(hook(&self.slots)));
                self.run(node, future).await?;
            }
            Step::OnStop(bind) => {
                let bound = bind(&self.slots);
                self.current().stop_hooks.push((node, bound));
            }
            Step::Health(bind, limit) => self.kernel.health().register(Check {
                name: failure::label(self.wiring, node),
                timeout: *limit,
                run: Arc::new(bind(&self.slots)),
            }),
            Step::Task(bind) => {
                let bind = *bind;
                let slots = &self.slots;
                let health = self.kernel.health().clone();
                let stop = super::Stop::new();
                let future = bind(slots, stop.clone());
                let watched = task::spawn(self.wiring, node, &health, stop, future);
                self.current().tasks.push(watched);
            }
        }
        let took = started.elapsed();
        if took > Duration::from_millis(100) {
            tracing::info!(
                node = failure::label(self.wiring, node),
                took_ms = took.as_millis(),
                "slow start"
            );
        }
        Ok(())
    }

    /// Awaits user code under the start deadline; a panic is an error.
    async fn run<T>(
        &self,
        node: u16,
        future: Result<BoxFuture<Result<T, BoxError>>, BoxError>,
    ) -> Result<T, Error> {
        let limit = self.deadlines.start;
        let failed = |cause| failure::start_failed(self.wiring, node, cause);
        let future = future.map_err(failed)?;
        match timeout(limit, contained(|| future)).await {
            Ok(result) => result.map_err(failed),
            Err(_) => Err(failure::start_overran(self.wiring, node, limit)),
        }
    }
}
