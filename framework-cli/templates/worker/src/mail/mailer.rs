use purlin::prelude::*;

/// Sends letters. Tests replace it.
pub trait Mailer: Send + Sync {
    /// Sends one.
    fn send(&self, to: &str);
}

/// Writes to the log instead of sending.
#[provides(as = dyn Mailer)]
pub struct LogMailer {}

impl Mailer for LogMailer {
    fn send(&self, to: &str) {
        tracing::info!(to, "letter sent");
    }
}
