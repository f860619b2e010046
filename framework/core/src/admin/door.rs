use std::{
    collections::VecDeque,
    fmt, io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::UnixStream,
    time::{sleep, timeout},
};

use super::{
    AdminConfig, codes,
    socket::Socket,
    wire::{LONGEST, Refused, Reply, Request, Told},
};
use crate::{
    app::Control,
    config::Reloaded,
    error::{Category, Error},
    events::{Event, Events, Observer, Subscription},
    health::HealthMonitor,
    lifecycle::{Stop, Tasks},
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
    watching: Mutex<Option<Subscription>>,
}

/// What an answer needs.
pub(super) struct Shared {
    pub(super) control: Control,
    pub(super) events: Events,
    pub(super) health: HealthMonitor,
    pub(super) logging: Logging,
    pub(super) tasks: Tasks,
    pub(super) latest: Arc<Latest>,
}

/// The latest events.
pub(super) struct Latest {
    room: usize,
    events: Mutex<VecDeque<Event>>,
}

impl Latest {
    pub(super) fn new(room: usize) -> Self {
        Self {
            room,
            events: Mutex::default(),
        }
    }

    fn events(&self) -> MutexGuard<'_, VecDeque<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, event: Event) {
        let mut events = self.events();
        if events.len() >= self.room {
            events.pop_front();
        }
        events.push_back(event);
    }

    fn last(&self, count: usize) -> Vec<Told> {
        let events = self.events();
        let skip = events.len().saturating_sub(count);
        let last = events.iter().skip(skip);
        last.map(|event| Told {
            event: event.to_json(),
            line: event.kind.to_string(),
        })
        .collect()
    }
}

impl AdminDoor {
    pub(super) fn new(config: AdminConfig, shared: Shared) -> Self {
        Self {
            config,
            shared: Arc::new(shared),
            open: Mutex::default(),
            watching: Mutex::default(),
        }
    }

    /// Opens the door, if the configuration says where.
    pub(super) fn open(&self) -> Result<(), Error> {
        let Some(path) = &self.config.socket else {
            return Ok(());
        };
        let latest = Arc::clone(&self.shared.latest);
        let observer = Observer::new("admin", move |event| latest.push(event.clone()));
        let watching = self.shared.events.subscribe(observer)?;
        *lock(&self.watching) = Some(watching);
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

    /// Lets in whoever comes, until it is told to stop.
    pub(super) async fn let_in(&self, stop: Stop) {
        let Some(socket) = lock(&self.open).clone() else {
            return stop.requested().await;
        };
        loop {
            let came = tokio::select! {
                biased;
                () = stop.requested() => return,
                came = socket.listener.accept() => came,
            };
            match came {
                Ok((stream, _)) => {
                    let shared = Arc::clone(&self.shared);
                    // What goes wrong with one who asks is told to them, if they still listen.
                    self.shared.tasks.spawn("admin", async move {
                        let _ = shared.serve(stream).await;
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
        lock(&self.watching).take();
    }
}

impl Shared {
    async fn serve(&self, stream: UnixStream) -> io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut line = String::new();
        let mut read = BufReader::new(read.take(LONGEST));
        timeout(PATIENCE, read.read_line(&mut line)).await??;
        let request: Request = serde_json::from_str(&line)?;
        let stops = matches!(request, Request::Stop);
        let reply = match self.answer(request).await {
            Ok(done) => Reply::Done(done),
            Err(error) => Reply::Refused(Refused {
                category: error.category().name().to_owned(),
                text: error.render(),
            }),
        };
        let mut text = serde_json::to_string(&reply)?;
        text.push('\n');
        write.write_all(text.as_bytes()).await?;
        write.shutdown().await?;
        if stops {
            tracing::info!(target: "purlin", "asked to stop through the admin door");
            self.control.stop();
        }
        Ok(())
    }

    async fn answer(&self, request: Request) -> Result<Value, Error> {
        Ok(match request {
            Request::Health => json!(self.health.check().await),
            Request::Events { last } => json!({
                "events": self.latest.last(last),
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
            Request::Stop => Value::Null,
        })
    }
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
