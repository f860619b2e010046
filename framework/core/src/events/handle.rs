use std::{
    fmt,
    sync::{Arc, Weak},
};

use super::{EventBus, EventType, Observer, ObserverReport};
use crate::{error::Error, lifecycle::runtime_unavailable};

/// Emits the events of modules, and lets modules observe.
///
/// Every application provides it: ask for `Arc<Events>` or `&Events`.
///
/// ```
/// # extern crate purlin_core as purlin;
/// use purlin::{events::{Events, event}, prelude::*};
///
/// /// An order was placed.
/// #[derive(Debug, serde::Serialize, schemars::JsonSchema)]
/// pub struct OrderPlaced {
///     /// Its number.
///     pub order: u64,
/// }
///
/// event!(OrderPlaced as "orders.placed");
///
/// #[provides(keep)]
/// pub struct Orders {
///     events: Arc<Events>,
/// }
///
/// impl Orders {
///     pub fn place(&self, order: u64) {
///         self.events.emit(OrderPlaced { order });
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Events(Weak<EventBus>);

impl Events {
    pub(crate) fn new(bus: &Arc<EventBus>) -> Self {
        // A handle that outlives its application does not keep the observers waiting.
        Self(Arc::downgrade(bus))
    }

    /// Says that something happened. It gets a number, a time, and the correlation and tenant of
    /// the current context; it goes to the log at `debug`. Waits for nobody, unless an observer
    /// asks for that with [`Overflow::Block`](super::Overflow::Block).
    pub fn emit<E: EventType>(&self, event: E) {
        if let Some(bus) = self.0.upgrade() {
            bus.emit_own(event);
        }
    }

    /// Lets `observer` see what happens from now on; during the start, what has happened so far
    /// as well, up to 1,024 events. Dropping what is returned ends it.
    ///
    /// # Errors
    /// PL1107 if the system gives no thread for it.
    pub fn subscribe(&self, observer: Observer) -> Result<Subscription, Error> {
        let (number, since) = match self.0.upgrade() {
            Some(bus) => bus
                .subscribe(observer)
                .map_err(|error| runtime_unavailable("an observer", error))?,
            None => (0, 0),
        };
        Ok(Subscription {
            bus: Weak::clone(&self.0),
            number,
            since,
        })
    }

    /// How the observers are doing, those that were removed left out.
    #[must_use]
    pub fn observers(&self) -> Vec<ObserverReport> {
        self.0
            .upgrade()
            .map(|bus| bus.observers())
            .unwrap_or_default()
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Events").finish_non_exhaustive()
    }
}

/// An observer that was added while the application runs; ends when this is dropped, after it has
/// seen what waits for it.
#[must_use = "the observer ends when this is dropped"]
pub struct Subscription {
    bus: Weak<EventBus>,
    number: u64,
    since: u64,
}

impl Subscription {
    /// The number of the last event before it; during the start the observer is told those, too.
    pub(crate) const fn since(&self) -> u64 {
        self.since
    }

    /// Lets the observer see everything until the application has stopped.
    pub fn keep(mut self) {
        self.bus = Weak::new();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(bus) = self.bus.upgrade() {
            bus.unsubscribe(self.number);
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Subscription({})", self.number)
    }
}
