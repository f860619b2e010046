//! Connections to the door, whatever they go through.

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
};

/// What comes from who asks.
pub(super) type In = Box<dyn AsyncRead + Send + Unpin>;

/// What goes to who asks.
pub(super) type Out = Box<dyn AsyncWrite + Send + Unpin>;

/// One who asks.
pub(super) struct Connection {
    pub(super) read: In,
    pub(super) write: Out,
    /// Whether the system says that it may; else it has to know the token.
    pub(super) trusted: bool,
}

impl Connection {
    pub(super) fn unix(stream: UnixStream) -> Self {
        let (read, write) = stream.into_split();
        Self {
            read: Box::new(read),
            write: Box::new(write),
            trusted: true,
        }
    }

    pub(super) fn tcp(stream: TcpStream) -> Self {
        let (read, write) = stream.into_split();
        Self {
            read: Box::new(read),
            write: Box::new(write),
            trusted: false,
        }
    }
}
