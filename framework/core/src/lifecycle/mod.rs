//! States, order, rollback, deadlines, tasks and signals.

mod bounded;
mod codes;
mod deadlines;
mod draining;
mod failure;
mod machine;
mod outcome;
mod panic;
mod parallel;
mod phase;
mod policy;
mod signals;
mod start;
mod stop;
mod stopping;
mod task;
mod tasks;

pub(crate) use bounded::{Ended, bounded};
pub(crate) use codes::{DRAIN_OVERRAN, START_INTERRUPTED, STOP_OVERRAN, TENANT_ID_MALFORMED};
pub use deadlines::Deadlines;
pub(crate) use deadlines::after;
pub(crate) use failure::{label, runtime_unavailable};
pub(crate) use machine::Machine;
pub use outcome::Outcome;
#[doc(hidden)]
pub use outcome::{outcome, provided};
pub(crate) use panic::panic_message;
pub use phase::Phase;
pub(crate) use phase::PhaseCell;
pub use policy::{Restart, TaskPolicy};
pub(crate) use signals::Signals;
pub use stop::Stop;
pub use tasks::{TaskError, TaskHandle, Tasks};
