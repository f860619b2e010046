//! What happens in the life of an application, as typed events (FR-013).
//!
//! Every event goes to `tracing` (target `purlin`) and to the observers that the builder was given
//! with [`AppBuilder::observe`](crate::app::AppBuilder::observe).
//!
//! Architecture invariant: emitting never waits for an observer. Each observer has a bounded
//! queue and a thread of its own; what does not fit is counted, and the observer is told.

mod bus;
mod event;
mod log;
mod observer;

pub(crate) use bus::EventBus;
pub use event::{Event, EventKind, Failure, HealthChange, SlowStep, TaskRestart};
pub(crate) use observer::Observe;
