use std::{
    fmt,
    future::pending,
    io,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    runtime::Handle,
    time::{sleep, timeout},
};

use super::{
    AdminConfig, codes,
    connection::{Connection, In, Out},
    follow::{Feed, follower, gone},
    latest::Latest,
    socket::Socket,
    types::Types,
    wire::{Asked, Frame, LONGEST, Refused, Reply, Request},
};
use crate::{
    app::Control,
    config::{Reloaded, Secret},
    error::{Category, Error},
    events::{Events, Observer, Subscription},
    graph::Format,
    health::HealthMonitor,
    lifecycle::{Announced, Listening, Stop, Tasks},
    logging::{LogLevels, Logging},
};

/// Who connects has so long to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long the door rests when the system gives no connection, for want of files mostly.
const REST: Duration = Duration::from_millis(100);

/// Answers operators who ask the running application through a Unix socket.
///
/// [`AdminModule`](super::AdminModule) makes it, opens it and closes it.
pub struct AdminDoor {
    config: AdminConfig,
    shared: Arc<Shared>,
    open: Mutex<Option<Arc<Socket>>>,
    address: Mutex<Option<(Arc<TcpListener>, Announced)>>,
    watching: Mutex<Option<Subscription>>,
}

/// What an answer needs.
pub(super) struct Shared {
    pub(super) control: Control,
    pub(super) events: Events,
    pub(super) health: HealthMonitor,
    pub(super) logging: Logging,
    pub(super) tasks: Tasks,
    pub(super) listening: Listening,
    pub(super) token: Option<Secret<String>>,
    pub(super) latest: Arc<Latest>,
}

impl AdminDoor {
    pub(super) fn new(config: AdminConfig, shared: Shared) -> Self {
        Self {
            config,
            shared: Arc::new(shared),
            open: Mutex::default(),
            address: Mutex::default(),
            watching: Mutex::default(),
        }
    }

    /// Opens the door, where the configuration says so.
    pub(super) async fn open(&self) -> Result<(), Error> {
        let (socket, address) = (self.config.socket.as_deref(), self.config.address);
        if socket.is_none() && address.is_none() {
            return Ok(());
        }
        let latest = Arc::clone(&self.shared.latest);
        let observer = Observer::new("admin", move |event| latest.push(event.clone()));
        let watching = self.shared.events.subscribe(observer)?;
        *lock(&self.watching) = Some(watching);
        if let Some(path) = socket {
            self.open_socket(path)?;
        }
        match address {
            Some(address) => self.open_address(address).await,
            None => Ok(()),
        }
    }

    fn open_socket(&self, path: &Path) -> Result<(), Error> {
        let socket = Socket::open(path).map_err(|cause| {
            let path = path.display();
            let text = format!("the admin socket `{path}` could not be opened");
            Error::new(Category::Dependency, codes::NOT_OPENED, text)
                .action("see the cause, and set `admin.socket` to a path in a directory that belongs to the application")
                .caused_by(cause)
        })?;
        let path = socket.path().display();
        tracing::info!(target: "purlin", %path, "the admin door is open");
        *lock(&self.open) = Some(Arc::new(socket));
        Ok(())
    }

    async fn open_address(&self, address: SocketAddr) -> Result<(), Error> {
        if self.config.token.is_none() {
            let text = format!("nothing guards the admin door at `{address}`");
            return Err(Error::new(Category::Config, codes::NO_TOKEN, text)
                .action("set `admin.token`, or take `admin.address` away"));
        }
        let opened = TcpListener::bind(address).await;
        let opened = opened.and_then(|listener| Ok((listener.local_addr()?, listener)));
        let (address, listener) = opened.map_err(|cause| {
            let text = format!("the admin door at `{address}` could not be opened");
            Error::new(Category::Dependency, codes::NOT_OPENED, text)
                .action("see the cause, and set `admin.address` to one that is free")
                .caused_by(cause)
        })?;
        tracing::info!(target: "purlin", %address, "the admin door is open");
        let announced = self.shared.listening.announce("AdminDoor", address);
        *lock(&self.address) = Some((Arc::new(listener), announced));
        Ok(())
    }

    /// Lets in whoever comes, until it is told to stop.
    pub(super) async fn let_in(&self, stop: Stop) {
        let socket = lock(&self.open).clone();
        let address = lock(&self.address)
            .as_ref()
            .map(|(listener, _)| Arc::clone(listener));
        loop {
            let came = tokio::select! {
                biased;
                () = stop.requested() => return,
                came = from_socket(socket.as_deref()) => came,
                came = from_address(address.as_deref()) => came,
            };
            match came {
                Ok(connection) => {
                    let shared = Arc::clone(&self.shared);
                    // What goes wrong with one who asks is told to them, if they still listen.
                    self.shared.tasks.spawn("admin", async move {
                        let _ = shared.serve(connection).await;
                    });
                }
                Err(error) => {
                    tracing::warn!(target: "purlin", %error, "the admin door lets nobody in");
                    sleep(REST).await;
                }
            }
        }
    }

    /// Closes the door and removes the socket.
    pub(super) fn close(&self) {
        lock(&self.open).take();
        lock(&self.address).take();
        lock(&self.watching).take();
    }
}

async fn from_socket(socket: Option<&Socket>) -> io::Result<Connection> {
    match socket {
        Some(socket) => Ok(Connection::unix(socket.listener.accept().await?.0)),
        None => pending().await,
    }
}

async fn from_address(listener: Option<&TcpListener>) -> io::Result<Connection> {
    match listener {
        Some(listener) => Ok(Connection::tcp(listener.accept().await?.0)),
        None => pending().await,
    }
}

impl Shared {
    async fn serve(&self, connection: Connection) -> io::Result<()> {
        let Connection {
            read,
            mut write,
            trusted,
        } = connection;
        let mut line = String::new();
        let mut read = BufReader::new(read.take(LONGEST));
        timeout(PATIENCE, read.read_line(&mut line)).await??;
        let Asked { token, request } = serde_json::from_str(&line)?;
        if !trusted && !self.knows(token.as_deref()) {
            return self.tell(&mut write, Err(wrong_token())).await;
        }
        match request {
            Request::Follow { last, types } => {
                let read = read.into_inner().into_inner();
                self.follow(last, Types::new(types), read, write).await
            }
            Request::Stop => {
                self.tell(&mut write, Ok(Value::Null)).await?;
                tracing::info!(target: "purlin", "asked to stop through the admin door");
                self.control.stop();
                Ok(())
            }
            request => {
                let answer = self.answer(request).await;
                self.tell(&mut write, answer).await
            }
        }
    }

    /// Whether somebody knows the token; how long it takes does not tell how much of it is right.
    fn knows(&self, token: Option<&str>) -> bool {
        let (Some(own), Some(token)) = (&self.token, token) else {
            return false;
        };
        let (own, token) = (own.expose().as_bytes(), token.as_bytes());
        let differ = own.iter().zip(token).fold(0, |all, (a, b)| all | (a ^ b));
        own.len() == token.len() && differ == 0
    }

    /// Tells of the latest events, and then lets an observer tell of those that happen: it does so
    /// until the application has stopped, which is longer than this door is open.
    async fn follow(&self, last: usize, wanted: Types, read: In, mut write: Out) -> io::Result<()> {
        let (observer, give) = follower(wanted.clone(), self.logging.masks().clone());
        let subscription = match self.events.subscribe(observer) {
            Ok(subscription) => subscription,
            Err(error) => return self.tell(&mut write, Err(error)).await,
        };
        let since = subscription.since();
        self.latest.reach(since).await;
        self.reply(&mut write, Ok(Value::Null)).await?;
        let masks = self.logging.masks();
        for told in self.latest.last(last, &wanted, since, masks) {
            write
                .write_all(Frame::Told(told).line()?.as_bytes())
                .await?;
        }
        let runtime = Handle::current();
        let feed = Feed {
            write,
            runtime,
            since,
        };
        // The observer waits for nothing else.
        let _ = give.send(feed);
        self.tasks.spawn_until("admin", |stop| async move {
            tokio::select! {
                biased;
                () = gone(read) => drop(subscription),
                () = stop.requested() => subscription.keep(),
            }
        });
        Ok(())
    }

    async fn answer(&self, request: Request) -> Result<Value, Error> {
        Ok(match request {
            Request::Health => json!(self.health.check().await),
            Request::Events { last, types } => json!({
                "events": self.latest.last(last, &Types::new(types), u64::MAX, self.logging.masks()),
                "observers": self.events.observers(),
            }),
            Request::Config { json } => {
                let tree = self.control.config()?;
                if json {
                    tree.to_json()
                } else {
                    tree.show().into()
                }
            }
            Request::Report => {
                let report = self.control.report()?;
                json!({ "report": report.to_json(), "text": report.to_string() })
            }
            Request::Reload => {
                tracing::info!(target: "purlin", reason = "the admin door", "asked to reload");
                match self.control.reload().await? {
                    Reloaded::Unchanged => json!([]),
                    Reloaded::Changed(fields) => fields.iter().map(ToString::to_string).collect(),
                }
            }
            Request::Log { levels } => {
                if let Some(levels) = levels {
                    let levels: LogLevels = levels.parse()?;
                    tracing::info!(target: "purlin", %levels, "levels set through the admin door");
                    self.logging.set_levels(&levels);
                }
                self.logging.levels().to_string().into()
            }
            Request::Graph { format } => {
                let format: Format = format.parse().map_err(unknown_format)?;
                self.control.registry().export(format).into()
            }
            Request::Modules => json!(self.control.modules()),
            Request::Drain => {
                tracing::info!(target: "purlin", "asked to drain through the admin door");
                self.control.drain();
                Value::Null
            }
            // They are not answered with one value.
            Request::Stop | Request::Follow { .. } => Value::Null,
        })
    }

    /// Tells what has come of a request. An error may quote what code of the application says.
    async fn reply(&self, write: &mut Out, answer: Result<Value, Error>) -> io::Result<()> {
        let reply = match answer {
            Ok(done) => Reply::Done(done),
            Err(error) => Reply::Refused(Refused {
                category: error.category().name().to_owned(),
                text: self.logging.masks().mask(&error.render()).into_owned(),
            }),
        };
        let mut text = serde_json::to_string(&reply)?;
        text.push('\n');
        write.write_all(text.as_bytes()).await
    }

    /// The same, and nothing after it.
    async fn tell(&self, write: &mut Out, answer: Result<Value, Error>) -> io::Result<()> {
        self.reply(write, answer).await?;
        write.shutdown().await
    }
}

fn wrong_token() -> Error {
    let text = "the admin door opens for who knows its token";
    Error::new(Category::Security, codes::WRONG_TOKEN, text)
        .action("set `admin.token` to what the application was started with")
}

fn unknown_format(mistake: String) -> Error {
    Error::new(Category::Validation, codes::REFUSED, mistake).action("use one of those formats")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for AdminDoor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AdminDoor")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
