use std::{
    any::TypeId,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use super::{Event, EventKind, EventType};
use crate::error::BoxError;

/// How many events wait for one observer, unless it says otherwise.
const CAPACITY: usize = 1_024;

/// What is called with every event.
pub(super) type Observe = Box<dyn FnMut(&Event) + Send>;

/// What is called in the path of the start, and may refuse it.
pub(crate) type Refuse = Box<dyn FnMut(&Event) -> Result<(), BoxError> + Send>;

/// An observer that may refuse the start.
pub(crate) struct Critical {
    pub(crate) name: String,
    pub(crate) observe: Refuse,
}

/// Somebody who is told what happens, on a thread of its own, through a queue of its own.
///
/// Give it to [`AppBuilder::observer`](crate::app::AppBuilder::observer), or to
/// [`Events::subscribe`](super::Events::subscribe) while the application runs.
///
/// ```
/// # extern crate purlin_core as purlin;
/// use std::time::Duration;
/// use purlin::events::{Observer, Overflow};
///
/// let audit = Observer::new("audit", |event| println!("{event}"))
///     .queue(64)
///     .overflow(Overflow::Block(Duration::from_millis(10)));
/// assert_eq!(audit.name(), "audit");
/// ```
#[must_use = "an observer sees nothing until it is given to an application"]
pub struct Observer {
    pub(super) name: String,
    pub(super) capacity: usize,
    pub(super) overflow: Overflow,
    pub(super) wants: Wants,
    pub(super) observe: Observe,
}

impl Observer {
    /// One that is told everything; the name is for logs and reports.
    pub fn new(name: impl Into<String>, observe: impl FnMut(&Event) + Send + 'static) -> Self {
        Self {
            name: name.into(),
            capacity: CAPACITY,
            overflow: Overflow::default(),
            wants: Wants::All,
            observe: Box::new(observe),
        }
    }

    /// One that is told the events of one type only, with what there is to know about each.
    pub fn of<E: EventType>(
        name: impl Into<String>,
        mut observe: impl FnMut(&E, &Event) + Send + 'static,
    ) -> Self {
        let observe = move |event: &Event| {
            if let EventKind::Emitted(emitted) = &event.kind
                && let Some(own) = emitted.get::<E>()
            {
                observe(own, event);
            }
        };
        Self {
            wants: Wants::Type(TypeId::of::<E>()),
            ..Self::new(name, observe)
        }
    }

    /// Only the events for which `wanted` says so; the others take no room in its queue. It is
    /// called where they are emitted: let it be quick.
    pub fn only(mut self, wanted: impl Fn(&Event) -> bool + Send + Sync + 'static) -> Self {
        self.wants = Wants::Only(Box::new(wanted));
        self
    }

    /// How many events may wait for it, at least one. Default 1,024.
    pub fn queue(mut self, capacity: usize) -> Self {
        self.capacity = capacity.max(1);
        self
    }

    /// What happens to events that do not fit into its queue. Default: they are dropped.
    pub fn overflow(mut self, overflow: Overflow) -> Self {
        self.overflow = overflow;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Which events an observer wants.
pub(super) enum Wants {
    All,
    /// Those of modules that are of this type.
    Type(TypeId),
    Only(Box<dyn Fn(&Event) -> bool + Send + Sync>),
}

impl Wants {
    pub(super) fn wants(&self, event: &Event) -> bool {
        match self {
            Self::All => true,
            Self::Type(wanted) => event.kind.emitted_type() == Some(*wanted),
            // Whoever emits has no part in a panic of an observer.
            Self::Only(wanted) => catch_unwind(AssertUnwindSafe(|| wanted(event))).unwrap_or(false),
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Observer")
            .field("name", &self.name)
            .field("capacity", &self.capacity)
            .field("overflow", &self.overflow)
            .finish_non_exhaustive()
    }
}

/// What happens to an event that does not fit into the queue of an observer. What is dropped is
/// counted, and the observer is told where the gap is with
/// [`EventKind::Missed`], unless it wants one type only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// It is dropped.
    #[default]
    DropNewest,
    /// The one that has waited longest is dropped for it.
    DropOldest,
    /// Whoever emits it waits for room, on their thread, at most for so long; then it is dropped.
    /// Everybody else who emits waits with them: for audits that must not lose anything.
    Block(Duration),
}

/// How an observer is doing.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ObserverReport {
    /// Its name.
    pub name: String,
    /// How many events wait for it.
    pub waiting: usize,
    /// How many did not fit into its queue, since it began.
    pub dropped: u64,
}
