//! The admin door: operators ask a running application, through a Unix socket.
//!
//! List [`AdminModule`] and set `admin.socket`; the command line of the application has the
//! commands then.

mod client;
mod codes;
mod commands;
mod config;
mod connection;
mod door;
mod follow;
mod latest;
mod module;
mod socket;
mod types;
mod wire;

pub use commands::{
    DrainCommand, EventsCommand, HealthCommand, LogCommand, ModulesCommand, ReadyCommand,
    ReloadCommand, ReportCommand, StopCommand,
};
pub use config::AdminConfig;
pub use door::AdminDoor;
pub use module::AdminModule;

use crate::{config::ConfigTree, error::Error, graph::Format};

/// The configuration that is in force in the running application: as a file with origins, or as
/// JSON.
///
/// # Errors
/// PL1521, PL1522 or PL1524.
pub(crate) fn live_config(tree: &ConfigTree, json: bool) -> Result<String, Error> {
    let shown = client::Door::of(tree).ask(wire::Request::Config { json })?;
    Ok(match shown {
        serde_json::Value::String(text) => text,
        other => format!("{other:#}\n"),
    })
}

/// The graph of the running application.
///
/// # Errors
/// PL1521, PL1522 or PL1524.
pub(crate) fn live_graph(tree: &ConfigTree, format: Format) -> Result<String, Error> {
    let format = format.name().to_owned();
    let shown = client::Door::of(tree).ask(wire::Request::Graph { format })?;
    Ok(shown.as_str().unwrap_or_default().to_owned())
}
