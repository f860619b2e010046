//! Tells customers what happened to their orders. Other modules see [`Notifier`] only.

mod config;
mod module;
mod notifier;
mod queue;

pub use config::NotificationConfig;
pub use module::NotificationModule;
pub use notifier::{Notice, Notifier};
pub use queue::{Dropped, NotificationQueue, QueueNotifier};
