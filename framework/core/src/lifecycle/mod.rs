//! States, order, rollback, deadlines, tasks and signals.

mod panic;
mod phase;
mod stop;

pub(crate) use panic::panic_message;
pub use phase::Phase;
pub(crate) use phase::PhaseCell;
pub use stop::Stop;
