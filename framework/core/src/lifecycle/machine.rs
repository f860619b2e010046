use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Deadlines, Phase, Stop, failure, panic::guarded, replaced::Replaced, task::Watched};
use crate::{
    app::Boot,
    config::ReloadHook,
    error::Error,
    events::{EventBus, EventKind, Failure},
    graph::{AnalysisView, Role, Wiring},
    kernel::Kernel,
    private::{Application, StopFn, Table},
};

/// What drives the life of one application: its tables, its slots, and what has started.
///
/// Dropping it undoes what has started, as far as that is possible without waiting.
pub(crate) struct Machine<S: 'static> {
    pub(super) version: &'static str,
    pub(super) parallel: bool,
    pub(super) wiring: &'static Wiring,
    pub(super) analysis: AnalysisView,
    pub(super) table: Table<S>,
    pub(super) slots: S,
    pub(super) kernel: Kernel,
    pub(super) deadlines: Deadlines,
    pub(super) events: Arc<EventBus>,
    /// Whether everything has drained already.
    pub(super) drained: bool,
    /// Told to stop, the start is given up.
    pub(super) interrupt: Stop,
    /// In the order of start, with their nodes.
    pub(super) reload_hooks: Vec<(usize, ReloadHook)>,
    /// What was put into the place of providers.
    pub(super) replaced: Replaced,
    /// Optional modules that did not start, and why.
    pub(super) left_out: Vec<(usize, Error)>,
    /// How long they took.
    pub(super) boot: Boot,
    /// Modules that have started, in order; the last may be one that is starting or stopping.
    pub(super) modules: Vec<StartedModule>,
}

/// What has to be undone when a module stops.
pub(super) struct StartedModule {
    pub(super) module: usize,
    /// Whether all of it has started; drain and stop hooks are bound only then.
    pub(super) started: bool,
    /// Nodes whose slots are filled, in order.
    pub(super) made: Vec<usize>,
    /// In order of declaration. The lock is never contended: it makes the application `Sync`.
    pub(super) drain_hooks: Mutex<Vec<(usize, StopFn)>>,
    /// The same.
    pub(super) stop_hooks: Mutex<Vec<(usize, StopFn)>>,
    pub(super) tasks: Vec<Watched>,
}

impl StartedModule {
    pub(super) fn new(module: usize) -> Self {
        Self {
            module,
            started: false,
            made: Vec::new(),
            drain_hooks: Mutex::default(),
            stop_hooks: Mutex::default(),
            tasks: Vec::new(),
        }
    }

    pub(super) fn drain_hooks(&mut self) -> &mut Vec<(usize, StopFn)> {
        self.drain_hooks
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stop_hooks(&mut self) -> &mut Vec<(usize, StopFn)> {
        self.stop_hooks
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Default + 'static> Machine<S> {
    pub(crate) fn new<A: Application<Slots = S>>(
        kernel: Kernel,
        deadlines: Deadlines,
        events: Arc<EventBus>,
        interrupt: Stop,
    ) -> Self {
        Self {
            version: A::VERSION,
            parallel: A::PARALLEL,
            wiring: A::WIRING,
            analysis: A::ANALYSIS,
            table: A::TABLE,
            slots: S::default(),
            kernel,
            deadlines,
            events,
            drained: false,
            interrupt,
            reload_hooks: Vec::new(),
            replaced: Replaced::default(),
            left_out: Vec::new(),
            boot: Boot::default(),
            modules: Vec::new(),
        }
    }
}

impl<S> Machine<S> {
    pub(crate) fn slots(&self) -> &S {
        &self.slots
    }

    pub(crate) fn slots_mut(&mut self) -> &mut S {
        &mut self.slots
    }

    /// Says how long parts of the life may take.
    pub(crate) fn set_deadlines(&mut self, deadlines: Deadlines) {
        self.deadlines = deadlines;
    }

    /// Takes the reload hooks out, in the order of start.
    pub(crate) fn take_reload_hooks(&mut self) -> Vec<ReloadHook> {
        let hooks = std::mem::take(&mut self.reload_hooks);
        hooks.into_iter().map(|(_, hook)| hook).collect()
    }

    /// Optional modules that did not start, and why, in the order of start.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = (&'static str, &Error)> {
        let wiring = self.wiring;
        let left_out = self.left_out.iter();
        left_out.map(|(module, error)| (wiring.modules[*module].name, error))
    }

    /// Why the application goes on without a module.
    pub(crate) fn left_out_of(&self, module: usize) -> Option<&Error> {
        let mut left_out = self.left_out.iter();
        left_out.find_map(|(other, error)| (*other == module).then_some(error))
    }

    pub(crate) fn boot(&self) -> &Boot {
        &self.boot
    }

    pub(crate) fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Drops what the last module made, in reverse; its checks go first, they hold services too.
    pub(super) fn drop_services(&mut self) -> Vec<Error> {
        let Some(last) = self.modules.len().checked_sub(1) else {
            return Vec::new();
        };
        self.drop_services_of(last, true)
    }

    /// The same for the module at a position; its sections may stay for others who ask for them.
    pub(super) fn drop_services_of(&mut self, position: usize, sections: bool) -> Vec<Error> {
        let mut errors = Vec::new();
        let module = &mut self.modules[position];
        module.drain_hooks().clear();
        module.stop_hooks().clear();
        self.kernel.health().forget(module.module);
        while let Some(node) = module.made.pop() {
            if !sections && matches!(self.wiring.node(node).role, Role::Config) {
                continue;
            }
            let clear = self.table.clear;
            let mut slots = AssertUnwindSafe(&mut self.slots);
            let dropped = guarded(move || {
                clear(&mut slots, node);
                Ok(())
            });
            if let Err(cause) = dropped {
                let error = failure::drop_panicked(self.wiring, node, cause);
                self.events
                    .emit(EventKind::StopFailed(report(self.wiring, node, &error)));
                errors.push(error);
            }
        }
        errors
    }
}

/// An error of a node, as events carry it.
pub(super) fn report(wiring: &Wiring, node: usize, error: &Error) -> Failure {
    Failure::new(
        wiring.module_of(node).name,
        failure::label(wiring, node),
        error,
    )
}

/// Dropped while something runs (the application itself, its start or its stop): tasks are told
/// to stop and services are dropped in reverse, but nothing can be waited for.
impl<S> Drop for Machine<S> {
    fn drop(&mut self) {
        if self.modules.is_empty() {
            return;
        }
        self.kernel.phase().set(Phase::Stopping);
        self.events.emit(EventKind::Abandoned);
        self.kernel.tasks().close();
        while let Some(module) = self.modules.last_mut() {
            // Unwatched, they are told to stop.
            module.tasks.clear();
            let number = module.module;
            self.drop_services();
            self.kernel.phases().set(number, Phase::Stopped);
            self.modules.pop();
        }
        self.kernel.phase().set(Phase::Stopped);
    }
}
