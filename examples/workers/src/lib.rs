//! Run it: `cargo run -p workers`, then stop it with Ctrl-C and see in the log what is finished first.
//!
//! One idea: work in the background belongs to a module. A task is restarted when it fails; what
//! waits for it is bounded; before the application stops, the drain hook lets it finish; and what a
//! single call leaves behind is spawned with [`Tasks`](purlin::prelude::Tasks).

use purlin::prelude::*;

mod press;
mod queue;

pub use press::{Counter, LogPrinter, PaperJam, PressConfig, PressModule, Printer};
pub use queue::{JobQueue, Refused};

/// The application.
#[app(modules = [PressModule], expose = [Counter, JobQueue])]
pub struct PrintShop;
