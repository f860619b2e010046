//! Asks a running application.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::net::UnixStream,
    path::PathBuf,
    time::Duration,
};

use serde_json::Value;

use super::{
    AdminConfig, codes,
    wire::{Asked, Frame, Refused, Reply, Request, Told},
};
use crate::{
    config::ConfigTree,
    error::{Category, Error},
};

/// A reload may take a while; nothing else does.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a running application can be asked.
pub(super) struct Door {
    socket: Option<PathBuf>,
    address: Option<SocketAddr>,
    token: Option<String>,
}

/// Both sides of a connection.
trait Stream: Read + Write {
    fn patience(&self, patience: Option<Duration>) -> io::Result<()>;
}

impl Stream for UnixStream {
    fn patience(&self, patience: Option<Duration>) -> io::Result<()> {
        self.set_read_timeout(patience)
    }
}

impl Stream for TcpStream {
    fn patience(&self, patience: Option<Duration>) -> io::Result<()> {
        self.set_read_timeout(patience)
    }
}

type Connection = BufReader<Box<dyn Stream>>;

impl Door {
    /// The door that a section of the configuration describes.
    pub(super) fn new(config: &AdminConfig) -> Self {
        let token = config.token.as_ref();
        Self {
            socket: config.socket.clone(),
            address: config.address,
            token: token.map(|token| token.expose().clone()),
        }
    }

    /// The same, of the whole configuration, whatever else is wrong in it.
    pub(super) fn of(tree: &ConfigTree) -> Self {
        let address = tree.setting("admin.address");
        Self {
            socket: tree.setting("admin.socket").map(Into::into),
            address: address.and_then(|address| address.parse().ok()),
            token: tree.setting("admin.token"),
        }
    }

    /// Asks the application.
    ///
    /// # Errors
    /// PL1521 without a door, PL1522 if nobody answers, PL1524 if the application cannot do it.
    pub(super) fn ask(&self, request: Request) -> Result<Value, Error> {
        let (_, value) = self.begin(request)?;
        Ok(value)
    }

    /// Asks for events, and calls `each` with what comes until that says no or the application has
    /// come to its end.
    ///
    /// # Errors
    /// The same; PL1522 also if the application goes away without an end.
    pub(super) fn follow(
        &self,
        request: Request,
        each: impl FnMut(&Told) -> bool,
    ) -> Result<(), Error> {
        let (connection, _) = self.begin(request)?;
        frames(connection, each).map_err(|cause| self.unanswered(cause))
    }

    fn begin(&self, request: Request) -> Result<(Connection, Value), Error> {
        if self.socket.is_none() && self.address.is_none() {
            let text = "nothing says where the running application can be asked";
            return Err(Error::new(Category::Config, codes::NO_SOCKET, text)
                .action("set `admin.socket`, and start the application with it"));
        }
        match self.exchange(request) {
            Ok((connection, Reply::Done(value))) => Ok((connection, value)),
            Ok((_, Reply::Refused(refused))) => Err(told(refused)),
            Err(cause) => Err(self.unanswered(cause)),
        }
    }

    fn unanswered(&self, cause: io::Error) -> Error {
        let (place, setting) = match (&self.socket, self.address) {
            (Some(socket), _) => (format!("socket `{}`", socket.display()), "admin.socket"),
            (None, address) => {
                let address = address.map(|address| address.to_string());
                let place = format!("address `{}`", address.unwrap_or_default());
                (place, "admin.address")
            }
        };
        let text = format!("nobody answers at the admin {place}");
        Error::new(Category::Dependency, codes::NO_ANSWER, text)
            .action(advice(cause.kind(), setting))
            .caused_by(cause)
    }

    /// The socket if there is one: the system guards it.
    fn connect(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match (&self.socket, self.address) {
            (Some(socket), _) => {
                let stream = UnixStream::connect(socket)?;
                stream.set_write_timeout(Some(PATIENCE))?;
                Box::new(stream)
            }
            (None, Some(address)) => {
                let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
                stream.set_write_timeout(Some(PATIENCE))?;
                Box::new(stream)
            }
            (None, None) => return Err(io::ErrorKind::NotFound.into()),
        })
    }

    fn exchange(&self, request: Request) -> io::Result<(Connection, Reply)> {
        let mut stream = self.connect()?;
        stream.patience(Some(PATIENCE))?;
        let token = self.token.clone().filter(|_| self.socket.is_none());
        let mut text = serde_json::to_string(&Asked { token, request })?;
        text.push('\n');
        stream.write_all(text.as_bytes())?;
        let mut connection = BufReader::new(stream);
        let mut line = String::new();
        connection.read_line(&mut line)?;
        Ok((connection, serde_json::from_str(&line)?))
    }
}

/// Events come when they happen: there is no time for the next.
fn frames(mut connection: Connection, mut each: impl FnMut(&Told) -> bool) -> io::Result<()> {
    connection.get_ref().patience(None)?;
    let mut line = String::new();
    loop {
        line.clear();
        if connection.read_line(&mut line)? == 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the application has gone away",
            ));
        }
        match serde_json::from_str(&line)? {
            Frame::Told(told) if each(&told) => {}
            Frame::Told(_) | Frame::End => return Ok(()),
        }
    }
}

fn advice(kind: io::ErrorKind, setting: &str) -> String {
    match kind {
        io::ErrorKind::PermissionDenied => "ask as the user that the application runs as".into(),
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
            format!("start the application, with the same `{setting}`")
        }
        _ => "see the log of the application".into(),
    }
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
