//! Tells the service manager how far the application is (`sd_notify(3)`), if it asks for that.

use std::{
    ffi::OsStr,
    io,
    os::unix::{
        ffi::OsStrExt,
        net::{SocketAddr, UnixDatagram},
    },
};

use crate::events::{Event, EventKind};

/// The variable with the socket of the service manager.
const VARIABLE: &str = "NOTIFY_SOCKET";

/// An observer that tells the service manager, if there is one.
pub(super) fn notifier() -> Option<impl FnMut(&Event) + Send + 'static> {
    let name = std::env::var_os(VARIABLE).filter(|name| !name.is_empty())?;
    let manager = match Manager::connect(&name) {
        Ok(manager) => manager,
        Err(error) => {
            tracing::warn!(target: "purlin", %error, "{VARIABLE} cannot be used");
            return None;
        }
    };
    Some(move |event: &Event| manager.hear(&event.kind))
}

struct Manager {
    socket: UnixDatagram,
    address: SocketAddr,
}

impl Manager {
    fn connect(name: &OsStr) -> io::Result<Self> {
        Ok(Self {
            socket: UnixDatagram::unbound()?,
            address: address(name)?,
        })
    }

    fn hear(&self, kind: &EventKind) {
        let Some(state) = state(kind) else { return };
        if let Err(error) = self.socket.send_to_addr(state.as_bytes(), &self.address) {
            tracing::warn!(target: "purlin", %error, "the service manager could not be told");
        }
    }
}

/// A path, or with `@` an abstract name.
fn address(name: &OsStr) -> io::Result<SocketAddr> {
    match name.as_bytes() {
        [b'/', ..] => SocketAddr::from_pathname(name),
        #[cfg(target_os = "linux")]
        [b'@', rest @ ..] => {
            <SocketAddr as std::os::linux::net::SocketAddrExt>::from_abstract_name(rest)
        }
        _ => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is neither an absolute path nor an abstract name",
        )),
    }
}

/// What the manager hears of an event.
fn state(kind: &EventKind) -> Option<String> {
    Some(match kind {
        EventKind::ModuleStarting { module } => format!("STATUS=starting {module}"),
        EventKind::Ready { .. } => "READY=1\nSTATUS=running".to_owned(),
        EventKind::Draining => "STOPPING=1\nSTATUS=draining".to_owned(),
        EventKind::Stopping => "STOPPING=1\nSTATUS=stopping".to_owned(),
        EventKind::ModuleStopping { module } => format!("STATUS=stopping {module}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_an_absolute_path_or_an_abstract_name() {
        assert!(address(OsStr::new("/run/notify")).is_ok());
        #[cfg(target_os = "linux")]
        assert!(address(OsStr::new("@notify")).is_ok());
        assert!(address(OsStr::new("notify")).is_err());
        assert!(address(OsStr::new("vsock:2:1234")).is_err());
    }
}
