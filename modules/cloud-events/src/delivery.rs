use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use purlin::{
    context::{Id, Randomness},
    error::Error,
    events::{Event, EventKind, Events, Observer},
    logging::{Logging, Masks},
};
use tokio::runtime::Handle;

use crate::{CloudEvent, CloudEventsConfig, cloud_event::type_of, place::Place, post::Post};

/// Sends the events of the application outside, on the thread of an observer: who emits an event
/// never waits for it.
#[derive(Clone)]
pub struct Delivery {
    config: CloudEventsConfig,
    counts: Arc<Mutex<Counts>>,
}

/// What has come of the events so far.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) delivered: u64,
    pub(crate) failed: u64,
    /// How many did not fit into the queue.
    pub(crate) dropped: u64,
    /// Why the last one failed, if no later one was delivered.
    pub(crate) reason: Option<String>,
}

/// What one event goes through.
struct Pipe {
    source: String,
    life: String,
    masks: Masks,
    place: Option<Place>,
    post: Option<Post>,
    #[cfg(feature = "nats")]
    nats: Option<crate::nats::Nats>,
    runtime: Handle,
    counts: Arc<Mutex<Counts>>,
}

impl Delivery {
    /// A delivery that has not begun.
    #[must_use]
    pub fn new(config: CloudEventsConfig) -> Self {
        Self {
            config,
            counts: Arc::default(),
        }
    }

    /// Sends what happens from now on, and what has happened in the start so far, until the
    /// application has stopped. Does nothing if the configuration says nowhere.
    ///
    /// # Errors
    /// PL1531 if events cannot be sent to the address; PL1532 if the file cannot be opened; PL1533
    /// if the program was built without what is asked for; PL1534 if the certificates of the
    /// authorities cannot be used; PL1107 if the system gives no thread.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    #[cfg_attr(
        not(feature = "nats"),
        expect(clippy::unused_async, reason = "only NATS has to be waited for")
    )]
    pub async fn begin(
        &self,
        events: &Events,
        logging: &Logging,
        randomness: &Randomness,
        application: &str,
    ) -> Result<(), Error> {
        let config = &self.config;
        let place = config.file.as_deref().map(Place::open).transpose()?;
        let url = config.url.as_ref();
        let post = url.map(|url| Post::new(url, config)).transpose()?;
        let elsewhere = place.is_some() || post.is_some();
        #[cfg(feature = "nats")]
        let nats = match &config.nats {
            Some(url) => Some(crate::nats::Nats::connect(url, config, application).await?),
            None => None,
        };
        #[cfg(feature = "nats")]
        let elsewhere = elsewhere || nats.is_some();
        #[cfg(not(feature = "nats"))]
        if config.nats.is_some() {
            let error = crate::CloudEventsError::NotBuiltIn {
                what: "NATS",
                feature: "nats",
            };
            return Err(error.into());
        }
        if !elsewhere {
            return Ok(());
        }
        let source = config.source.clone();
        let mut pipe = Pipe {
            source: source.unwrap_or_else(|| format!("/{application}")),
            life: Id::random(randomness).to_string(),
            masks: logging.masks().clone(),
            place,
            post,
            #[cfg(feature = "nats")]
            nats,
            runtime: Handle::current(),
            counts: Arc::clone(&self.counts),
        };
        let observer = Observer::new("cloud-events", move |event| pipe.carry(event));
        let only = config.only.clone();
        let observer = observer
            .queue(config.queue)
            .only(move |event| wants(&only, event));
        events.subscribe(observer)?.keep();
        Ok(())
    }

    pub(crate) fn counts(&self) -> MutexGuard<'_, Counts> {
        lock(&self.counts)
    }
}

impl Pipe {
    fn carry(&mut self, event: &Event) {
        if let EventKind::Missed { count } = event.kind {
            lock(&self.counts).dropped += count;
            return;
        }
        let event = CloudEvent::of(event, &self.source, &self.life, &self.masks);
        let written = self
            .place
            .as_mut()
            .map_or(Ok(()), |place| place.write(&event));
        let posted = match &self.post {
            Some(post) => self.runtime.block_on(post.send(&event)),
            None => Ok(()),
        };
        let outcome = written.map_err(|error| error.to_string()).and(posted);
        #[cfg(feature = "nats")]
        let outcome = match &self.nats {
            Some(nats) => outcome.and(self.runtime.block_on(nats.send(&event))),
            None => outcome,
        };
        let mut counts = lock(&self.counts);
        match outcome {
            Ok(()) => {
                counts.delivered += 1;
                counts.reason = None;
            }
            Err(reason) => {
                counts.failed += 1;
                let first = counts.reason.is_none();
                counts.reason = Some(reason.clone());
                drop(counts);
                if first {
                    let id = event.id;
                    tracing::warn!(target: "purlin", id, "an event is not delivered: {reason}");
                }
            }
        }
    }
}

/// Whether one of the patterns fits; without any, all do.
fn wants(only: &[String], event: &Event) -> bool {
    if only.is_empty() {
        return true;
    }
    let kind = type_of(&event.kind);
    only.iter().any(|wanted| match wanted.strip_suffix('*') {
        Some(start) => kind.starts_with(start),
        None => kind == *wanted,
    })
}

fn lock(counts: &Mutex<Counts>) -> MutexGuard<'_, Counts> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Delivery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Delivery")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
