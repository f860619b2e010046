//! Builder, running application, command line.

mod arguments;
mod builder;
mod commands;
mod lookup;
#[cfg(unix)]
mod notify;
mod run;
mod running;

pub use builder::AppBuilder;
pub use lookup::Lookup;
pub use run::main;
pub use running::Running;
