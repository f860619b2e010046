//! The admin door: operators ask a running application, through a Unix socket.
//!
//! List [`AdminModule`] and set `admin.socket`; the command line of the application has the
//! commands then.

mod client;
mod codes;
mod commands;
mod config;
mod door;
mod module;
mod socket;
mod wire;

pub use commands::{
    EventsCommand, HealthCommand, LogCommand, ReadyCommand, ReloadCommand, ReportCommand,
    StopCommand,
};
pub use config::AdminConfig;
pub use door::AdminDoor;
pub use module::AdminModule;

use crate::{config::ConfigTree, error::Error};

/// The configuration that is in force in the running application: as a file with origins, or as
/// JSON.
///
/// # Errors
/// PL1521, PL1522 or PL1524.
pub(crate) fn live_config(tree: &ConfigTree, json: bool) -> Result<String, Error> {
    let socket = tree.setting("admin.socket").map(Into::into);
    let socket: Option<std::path::PathBuf> = socket;
    let shown = client::ask(socket.as_deref(), &wire::Request::Config { json })?;
    Ok(match shown {
        serde_json::Value::String(text) => text,
        other => format!("{other:#}\n"),
    })
}
