use std::sync::{Mutex, PoisonError};

use purlin::prelude::*;

/// What one request has changed: written to the log as one line when the request ends, so that
/// nobody has to put it together from many.
#[provides(scope = request, on_drop = Self::write)]
pub struct Journal {
    #[value(Mutex::default())]
    entries: Mutex<Vec<String>>,
}

impl Journal {
    /// Notes a change.
    pub fn note(&self, change: impl Into<String>) {
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(change.into());
    }

    #[expect(clippy::unused_async, reason = "what `on_drop` calls is asynchronous")]
    async fn write(&self) {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if !entries.is_empty() {
            tracing::info!(
                changes = entries.join("; "),
                "the request changed something"
            );
        }
    }
}
