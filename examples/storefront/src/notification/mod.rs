//! Tells customers what happened to their orders. Other modules see [`Notifier`] only.

mod channel;
mod config;
mod module;
mod notifier;
mod queue;

pub use channel::{Channel, FileChannel, LogChannel, Postman};
pub use config::NotificationConfig;
pub use module::NotificationModule;
pub use notifier::{DirectNotifier, Notice, Notifier};
pub use queue::{Dropped, NotificationQueue, QueueNotifier};
