//! States, order, rollback, deadlines, tasks and signals.

mod bounded;
mod codes;
mod conditions;
mod deadlines;
mod draining;
mod failure;
mod listening;
mod machine;
mod module;
mod modules;
mod outcome;
mod panic;
mod parallel;
mod phase;
mod policy;
mod replaced;
mod signals;
mod start;
mod stop;
mod stopping;
mod survive;
mod task;
mod tasks;

pub(crate) use bounded::{Ended, within};
pub(crate) use codes::{
    DRAIN_OVERRAN, NOT_RUNNING, START_INTERRUPTED, STOP_OVERRAN, TENANT_ID_MALFORMED,
};
pub(crate) use conditions::{left_out, uncovered};
pub use deadlines::Deadlines;
pub(crate) use deadlines::later;
pub(crate) use failure::{label, runtime_unavailable, start_refused};
pub use listening::{Announced, Listening};
pub(crate) use machine::Machine;
pub use module::{LifecycleConfig, LifecycleModule};
pub use modules::ModulePhase;
pub(crate) use modules::ModulePhases;
pub use outcome::Outcome;
#[doc(hidden)]
pub use outcome::{decorated, outcome, provided, told};
pub(crate) use panic::{contained, guarded, panic_message, panicked};
pub use phase::Phase;
pub(crate) use phase::PhaseCell;
pub use policy::{Restart, TaskPolicy};
pub(crate) use replaced::Replacement;
pub(crate) use signals::Signals;
pub use stop::Stop;
pub use tasks::{TaskError, TaskHandle, Tasks};
