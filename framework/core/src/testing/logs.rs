use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{
    layer::{Context, Layer, SubscriberExt as _},
    registry::LookupSpan,
};

/// What was logged during a test, without times.
#[derive(Clone, Debug, Default)]
pub struct Logs(Arc<Mutex<Vec<String>>>);

impl Logs {
    /// Every record so far, as one line each: `INFO purlin: ready modules=2`.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.kept().clone()
    }

    /// Whether some record has this text in it.
    #[must_use]
    pub fn contain(&self, text: &str) -> bool {
        self.kept().iter().any(|line| line.contains(text))
    }

    fn kept(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps what is logged on this thread, as long as it lives.
pub(super) struct Capture {
    logs: Logs,
    _guard: DefaultGuard,
}

impl Capture {
    pub(super) fn begin() -> Self {
        let logs = Logs::default();
        let subscriber = tracing_subscriber::registry().with(Keep(logs.clone()));
        Self {
            logs,
            _guard: tracing::subscriber::set_default(subscriber),
        }
    }

    pub(super) fn logs(&self) -> &Logs {
        &self.logs
    }
}

struct Keep(Logs);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Keep {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        // Details of libraries are not what a test asks about.
        if *metadata.level() > Level::DEBUG {
            return;
        }
        let mut line = Line::default();
        event.record(&mut line);
        self.0.kept().push(format!(
            "{} {}: {}{}",
            metadata.level(),
            metadata.target(),
            line.message,
            line.fields
        ));
    }
}

#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing to a string does not fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            // How long something took is another in every run.
            "took" | "slowest_took" => Ok(()),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
