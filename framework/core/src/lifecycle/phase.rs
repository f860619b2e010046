use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

/// A phase of the life of an application, and of each of its modules. Phases only move forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Phase {
    /// Built, nothing read yet.
    Created = 0,
    /// Configuration is read and valid.
    Configured = 1,
    /// Modules are being constructed and started.
    Starting = 2,
    /// Ready for traffic.
    Running = 3,
    /// Told to stop: no new work is taken on, what is in flight finishes, nothing is stopped yet.
    Draining = 4,
    /// Modules are being stopped, in reverse.
    Stopping = 5,
    /// Everything is stopped and dropped.
    Stopped = 6,
    /// The start failed; what had started has been stopped.
    Failed = 7,
}

impl Phase {
    const ALL: [Self; 8] = [
        Self::Created,
        Self::Configured,
        Self::Starting,
        Self::Running,
        Self::Draining,
        Self::Stopping,
        Self::Stopped,
        Self::Failed,
    ];

    /// That of this number.
    pub(super) fn of(number: u8) -> Self {
        let phase = Self::ALL.get(usize::from(number));
        phase.copied().unwrap_or(Self::Failed)
    }

    /// The name used in logs, health reports and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Configured => "configured",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Draining => "draining",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

/// The current phase, shared by everything that looks at it.
#[derive(Clone, Debug, Default)]
pub(crate) struct PhaseCell(Arc<AtomicU8>);

impl PhaseCell {
    pub(crate) fn get(&self) -> Phase {
        Phase::of(self.0.load(Ordering::Acquire))
    }

    pub(crate) fn set(&self, phase: Phase) {
        self.0.store(phase as u8, Ordering::Release);
    }
}
