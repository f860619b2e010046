//! What happens in the life of an application, as typed events (FR-013).
//!
//! Every event goes to `tracing` (target `purlin`) and to the observers: those that the builder
//! was given with [`AppBuilder::observer`](crate::app::AppBuilder::observer), and those that
//! [`Events::subscribe`] adds. Modules declare types of their own with [`event!`](event) and emit
//! them with [`Events`].
//!
//! Architecture invariant: emitting never waits for an observer that did not ask for it. Each
//! observer has a bounded queue and a thread of its own; what does not fit is counted, and the
//! observer is told.

mod bus;
mod catalogue;
mod details;
mod emitted;
mod event;
mod handle;
mod log;
mod observer;
mod queue;

pub(crate) use bus::EventBus;
pub use catalogue::{EventInfo, catalogue};
pub use details::{Failure, HealthChange, ObserverRemoved, SlowStep, TaskRestart};
pub use emitted::{Emitted, EventType};
pub use event::{Event, EventKind};
pub use handle::{Events, Subscription};
pub(crate) use observer::Critical;
pub use observer::{Observer, ObserverReport, Overflow};

#[doc(inline)]
pub use crate::__event as event;
