use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use super::Phase;

/// A module, and how far its life is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct ModulePhase {
    /// Its name, followed by that of its instance if it has one.
    pub name: String,
    /// How far it is. [`Phase::Failed`] is one that could not start.
    pub phase: Phase,
    /// Whether the application goes on without it if it cannot start.
    pub optional: bool,
}

/// The phase of every module of an application, by its number.
#[derive(Clone)]
pub(crate) struct ModulePhases(Arc<[AtomicU8]>);

impl ModulePhases {
    pub(crate) fn new(modules: usize) -> Self {
        Self(
            (0..modules)
                .map(|_| AtomicU8::new(Phase::Created as u8))
                .collect(),
        )
    }

    pub(crate) fn get(&self, module: usize) -> Phase {
        let phase = self.0.get(module);
        phase.map_or(Phase::Created, |phase| {
            Phase::of(phase.load(Ordering::Acquire))
        })
    }

    pub(crate) fn set(&self, module: usize, phase: Phase) {
        if let Some(cell) = self.0.get(module) {
            cell.store(phase as u8, Ordering::Release);
        }
    }

    pub(crate) fn set_all(&self, phase: Phase) {
        for module in 0..self.0.len() {
            self.set(module, phase);
        }
    }
}

impl fmt::Debug for ModulePhases {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phases = (0..self.0.len()).map(|module| self.get(module));
        formatter.debug_list().entries(phases).finish()
    }
}
