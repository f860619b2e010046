use std::{net::SocketAddr, path::PathBuf};

use crate::config::{Secret, config};

/// The door through which operators ask a running application.
#[config(prefix = "admin")]
#[derive(Clone, Debug)]
pub struct AdminConfig {
    /// The Unix socket of the door, for the user that the application runs as only; no door if nothing
    /// says where. Better a directory of the application's own, `/run/shop/admin.sock`.
    pub socket: Option<PathBuf>,
    /// An address where the door is open besides, for who knows the token; none if nothing says so.
    /// What goes through it can be read on the way: better `127.0.0.1:7070` than one that others
    /// reach.
    pub address: Option<SocketAddr>,
    /// What guards that address.
    pub token: Option<Secret<String>>,
    /// How many of the latest events `events` can show.
    #[config(default = 1_000, range(1..=100_000))]
    pub events: usize,
}
