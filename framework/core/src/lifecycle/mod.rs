//! States, order, rollback, deadlines, tasks and signals.

mod codes;
mod deadlines;
mod failure;
mod machine;
mod panic;
mod phase;
mod signals;
mod start;
mod stop;
mod stopping;
mod task;

pub(crate) use codes::STOP_OVERRAN;
pub use deadlines::Deadlines;
pub(crate) use failure::runtime_unavailable;
pub(crate) use machine::Machine;
pub(crate) use panic::panic_message;
pub use phase::Phase;
pub(crate) use phase::PhaseCell;
pub(crate) use signals::Signals;
pub use stop::Stop;
