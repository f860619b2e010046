use std::{
    fmt,
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};

use tracing::{
    Event, Subscriber,
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    layer::Context,
    registry::{LookupSpan, Scope},
};

use super::{LogFormat, LogLevel, LogRecord, Logging, record::Fields};
use crate::context::{Clock, ExecutionContext, timestamp};

type Keep = Box<dyn Fn(&LogRecord) -> bool + Send + Sync>;

/// Writes what is logged to one place: a layer of [`tracing`] that follows a [`Logging`].
///
/// Levels, names that are masked and identity are the [`Logging`]'s; what is said here is for this
/// place only. Two places are two layers on one subscriber.
///
/// ```
/// # extern crate purlin_core as purlin;
/// use purlin::logging::{LogFormat, LogLevel, Logging};
/// use tracing_subscriber::layer::SubscriberExt as _;
///
/// let logging = Logging::new("Shop");
/// let everything = logging.layer(std::io::sink()).format(LogFormat::Json);
/// let alarms = logging
///     .layer(std::io::sink())
///     .level(LogLevel::Error)
///     .prefix("shop: ")
///     .filter(|record| record.target != "noise");
/// let subscriber = tracing_subscriber::registry().with(everything).with(alarms);
/// tracing::subscriber::with_default(subscriber, || tracing::info!("open"));
/// ```
pub struct LogLayer {
    logging: Logging,
    writer: Mutex<Box<dyn Write + Send>>,
    format: Option<LogFormat>,
    terminal: bool,
    colour: bool,
    prefix: String,
    level: LogLevel,
    keep: Vec<Keep>,
    /// Whether it serves the outputs that modules contribute, too.
    feeds_outputs: bool,
}

impl LogLayer {
    pub(super) fn new(logging: Logging, writer: Box<dyn Write + Send>) -> Self {
        Self {
            logging,
            writer: Mutex::new(writer),
            format: None,
            terminal: false,
            colour: false,
            prefix: String::new(),
            level: LogLevel::Trace,
            keep: Vec::new(),
            feeds_outputs: false,
        }
    }

    /// What the writer is: people read at a terminal, perhaps in colour.
    #[must_use]
    pub const fn terminal(mut self, terminal: bool, colour: bool) -> Self {
        self.terminal = terminal;
        self.colour = terminal && colour;
        self
    }

    /// Always writes in this format, whatever is configured.
    #[must_use]
    pub const fn format(mut self, format: LogFormat) -> Self {
        self.format = Some(format);
        self
    }

    /// Begins every message with `prefix`.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Writes no more than this, whatever is configured.
    #[must_use]
    pub const fn level(mut self, most: LogLevel) -> Self {
        self.level = most;
        self
    }

    /// Writes only records for which `keep` says so; they are masked already.
    #[must_use]
    pub fn filter(mut self, keep: impl Fn(&LogRecord) -> bool + Send + Sync + 'static) -> Self {
        self.keep.push(Box::new(keep));
        self
    }

    /// Gives records to the [outputs](super::LogOutput) that modules contribute, too, and writes
    /// none itself while `logging.console` is off or one of them
    /// [stands in](super::LogOutput::stands_in). One layer of a subscriber does that.
    #[must_use]
    pub const fn feeding_outputs(mut self) -> Self {
        self.feeds_outputs = true;
        self
    }

    fn write(&self, mut record: LogRecord, format: LogFormat) {
        if !self.prefix.is_empty() {
            record.message.insert_str(0, &self.prefix);
        }
        if !self.keep.iter().all(|keep| keep(&record)) {
            return;
        }
        let people = match self.format.unwrap_or(format) {
            LogFormat::Auto => self.terminal,
            LogFormat::Pretty => true,
            LogFormat::Json => false,
        };
        let line = if people {
            record.for_people(self.colour)
        } else {
            record.for_machines()
        };
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody is left to be told that the log cannot be written.
        let _ = writer
            .write_all(line.as_bytes())
            .and_then(|()| writer.flush());
    }
}

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for LogLayer {
    fn max_level_hint(&self) -> Option<LevelFilter> {
        let most = self.logging.settings().levels.most();
        Some(most.min(self.level).filter())
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut extensions = span.extensions_mut();
        // Another layer of ours may have been there.
        if extensions.get_mut::<Fields>().is_none() {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            extensions.insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(fields) = span.extensions_mut().get_mut::<Fields>() {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let settings = self.logging.settings();
        let metadata = event.metadata();
        if !self.level.allows(metadata.level())
            || !settings
                .levels
                .of(metadata.target())
                .allows(metadata.level())
        {
            return;
        }
        let mut gathered = Fields::default();
        let spans = context.event_scope(event).into_iter();
        for span in spans.flat_map(Scope::from_root) {
            if let Some(fields) = span.extensions().get::<Fields>() {
                gathered.fields.extend(fields.fields.clone());
            }
        }
        event.record(&mut gathered);
        let clock = ExecutionContext::with_current(|context| context.clock().clone());
        let clock: &Clock = clock.as_ref().unwrap_or(self.logging.clock());
        let mut record = LogRecord {
            time: timestamp(clock.now()),
            level: metadata.level().as_str(),
            target: metadata.target().to_owned(),
            message: gathered.message,
            application: self.logging.application().to_owned(),
            instance: settings.instance.to_string(),
            module: None,
            tenant: None,
            correlation: None,
            request: None,
            trace: None,
            span: None,
            fields: gathered.fields,
        };
        record.correlate();
        record.mask(self.logging.masks(), &settings.hidden);
        if self.feeds_outputs {
            for output in &settings.outputs {
                // Whoever logs has no part in a panic of an output.
                let _ = catch_unwind(AssertUnwindSafe(|| output.write(&record)));
            }
            if !settings.console || settings.replaced {
                return;
            }
        }
        self.write(record, settings.format);
    }
}

impl fmt::Debug for LogLayer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LogLayer")
            .field("logging", &self.logging)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}
