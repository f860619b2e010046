//! Builder, running application, command line.

mod arguments;
mod builder;
mod command;
mod commands;
mod completions;
mod configured;
mod control;
mod live;
mod lookup;
#[cfg(unix)]
mod notify;
mod panics;
mod report;
mod run;
mod running;

pub use builder::AppBuilder;
pub use command::{Command, CommandLine, Output};
pub use control::Control;
pub use lookup::{Lookup, Replace};
pub(crate) use report::Boot;
pub use report::{BootReport, ModuleReport};
pub use run::main;
pub use running::Running;
