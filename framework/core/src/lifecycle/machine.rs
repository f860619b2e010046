use super::{Deadlines, task::Watched};
use crate::{
    graph::{AnalysisView, Wiring},
    kernel::Kernel,
    private::{Application, StopFn, Table},
};

/// What drives the life of one application: its tables, its slots, and what has started.
pub(crate) struct Machine<S: 'static> {
    pub(super) wiring: &'static Wiring,
    pub(super) analysis: AnalysisView,
    pub(super) table: Table<S>,
    pub(super) slots: S,
    pub(super) kernel: Kernel,
    pub(super) deadlines: Deadlines,
    /// Modules that have started, in order; the last may be one that is starting.
    pub(super) modules: Vec<StartedModule>,
}

/// What has to be undone when a module stops.
pub(super) struct StartedModule {
    pub(super) module: u16,
    /// Nodes whose slots are filled, in order.
    pub(super) made: Vec<u16>,
    pub(super) stop_hooks: Vec<(u16, StopFn)>,
    pub(super) tasks: Vec<Watched>,
}

impl<S: Default + 'static> Machine<S> {
    pub(crate) fn new<A: Application<Slots = S>>(kernel: Kernel, deadlines: Deadlines) -> Self {
        Self {
            wiring: A::WIRING,
            analysis: A::ANALYSIS,
            table: A::TABLE,
            slots: S::default(),
            kernel,
            deadlines,
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

    pub(crate) fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// How many modules have started.
    pub(crate) fn module_count(&self) -> usize {
        self.modules.len()
    }

    /// Tells every task to stop, without waiting: for an application that is dropped running.
    pub(crate) fn abandon(&self) {
        for task in self.modules.iter().flat_map(|module| &module.tasks) {
            task.stop.request();
        }
    }
}
