//! Asks a running application.

use std::{
    io::{self, BufRead, BufReader, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use serde_json::Value;

use super::{
    codes,
    wire::{Refused, Reply, Request},
};
use crate::error::{Category, Error};

/// A reload may take a while; nothing else does.
const PATIENCE: Duration = Duration::from_mins(1);

/// Asks the application that listens at `socket`.
///
/// # Errors
/// PL1521 without a socket, PL1522 if nobody answers, PL1524 if the application cannot do it.
pub(super) fn ask(socket: Option<&Path>, request: &Request) -> Result<Value, Error> {
    let Some(socket) = socket else {
        let text = "nothing says where the running application can be asked";
        return Err(Error::new(Category::Config, codes::NO_SOCKET, text)
            .action("set `admin.socket`, and start the application with it"));
    };
    match exchange(socket, request) {
        Ok(Reply::Done(value)) => Ok(value),
        Ok(Reply::Refused(refused)) => Err(told(refused)),
        Err(cause) => {
            let text = format!("nobody answers at the admin socket `{}`", socket.display());
            Err(Error::new(Category::Dependency, codes::NO_ANSWER, text)
                .action(advice(cause.kind()))
                .caused_by(cause))
        }
    }
}

fn advice(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::PermissionDenied => "ask as the user that the application runs as",
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
            "start the application, with the same `admin.socket`"
        }
        _ => "see the log of the application",
    }
}

fn exchange(socket: &Path, request: &Request) -> io::Result<Reply> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut text = serde_json::to_string(request)?;
    text.push('\n');
    stream.write_all(text.as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(serde_json::from_str(&line)?)
}

/// The error of the application, in the class that it has there.
fn told(refused: Refused) -> Error {
    let category = match refused.category.as_str() {
        "config" => Category::Config,
        "validation" => Category::Validation,
        "dependency" => Category::Dependency,
        "security" => Category::Security,
        _ => Category::Lifecycle,
    };
    let text = "the running application could not do it";
    Error::new(category, codes::REFUSED, text)
        .action("see the cause")
        .caused_by(refused.text)
}
