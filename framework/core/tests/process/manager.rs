//! A service manager that listens for `sd_notify` messages.

use std::{io, os::unix::net::UnixDatagram, time::Duration};

use crate::{
    cases::{READY, expect},
    child::Running,
};

/// A message that has not come by then does not come.
const PATIENCE: Duration = Duration::from_mins(1);

struct Manager(UnixDatagram);

impl Manager {
    /// The next message.
    fn next(&self) -> io::Result<String> {
        let mut buffer = [0; 256];
        let length = self.0.recv(&mut buffer)?;
        Ok(String::from_utf8_lossy(&buffer[..length]).into_owned())
    }

    /// Sees an application from its start to its end.
    fn watch(&self, socket: &str) -> io::Result<()> {
        self.0.set_read_timeout(Some(PATIENCE))?;
        let running = Running::start_under(socket, &[])?;
        for message in [
            "STATUS=starting LifecycleModule",
            "STATUS=starting LoggingModule",
            "STATUS=starting AdminModule",
            "STATUS=starting FirstModule",
            "STATUS=starting SecondModule",
            "READY=1\nSTATUS=running",
        ] {
            assert_eq!(self.next()?, message);
        }
        running.signal("TERM")?;
        for message in [
            "STOPPING=1\nSTATUS=draining",
            "STOPPING=1\nSTATUS=stopping",
            "STATUS=stopping SecondModule",
            "STATUS=stopping FirstModule",
            "STATUS=stopping AdminModule",
            "STATUS=stopping LoggingModule",
            "STATUS=stopping LifecycleModule",
        ] {
            assert_eq!(self.next()?, message);
        }
        assert_eq!(running.end()?.code, Some(0));
        Ok(())
    }
}

pub(crate) fn hears() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("notify");
    let socket = path.to_str().ok_or(io::ErrorKind::InvalidInput)?;
    Manager(UnixDatagram::bind(&path)?).watch(socket)
}

#[cfg(target_os = "linux")]
pub(crate) fn hears_at_an_abstract_name() -> io::Result<()> {
    use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};

    let name = format!("purlin-test-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name)?;
    Manager(UnixDatagram::bind_addr(&address)?).watch(&format!("@{name}"))
}

pub(crate) fn absent() -> io::Result<()> {
    for socket in ["/nonexistent/notify", "vsock:2:1234"] {
        let mut running = Running::start_under(socket, &[])?;
        running.wait_for("second task")?;
        running.wait_for_log(READY)?;
        running.signal("TERM")?;
        let ended = running.end()?;
        expect(&ended, 0, &["second told", "second stop", "first stop"]);
        assert!(ended.log.contains("\"level\":\"WARN\""), "{ended:#?}");
    }
    Ok(())
}
