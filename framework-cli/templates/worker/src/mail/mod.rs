//! Sends letters in the background: a bounded queue, and a task that empties it.

mod api;
mod config;
mod mailer;
mod module;
mod queue;

pub use api::MailApi;
pub use config::MailConfig;
pub use mailer::{LogMailer, Mailer};
pub use module::MailModule;
pub use queue::{MailQueue, QueueFull};
