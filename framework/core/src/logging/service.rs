use std::{
    env,
    ffi::OsStr,
    fmt,
    io::{self, IsTerminal, Write},
    sync::Arc,
};

use arc_swap::{ArcSwap, Guard};
use tracing_subscriber::layer::SubscriberExt;

use super::{LogFormat, LogLayer, LogLevel, LogLevels, LogOutput, LoggingConfig, Masks};
use crate::context::Clock;

/// What an application logs, how much and how; all of it can change while it runs.
///
/// Every application provides it: ask for `Arc<Logging>` or `&Logging`. The command line makes
/// one, and installs it unless the program has installed a subscriber of [`tracing`] of its own:
/// then that one stays, and nothing here writes anything.
#[derive(Clone)]
pub struct Logging(Arc<Inner>);

struct Inner {
    application: String,
    clock: Clock,
    masks: Masks,
    settings: ArcSwap<Settings>,
}

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) levels: LogLevels,
    pub(super) format: LogFormat,
    pub(super) instance: Arc<str>,
    pub(super) hidden: Vec<String>,
    pub(super) console: bool,
    pub(super) outputs: Vec<Arc<dyn LogOutput>>,
    /// Whether one of them stands in for standard error.
    pub(super) replaced: bool,
    /// Whether the levels were said from outside, so that the configuration does not say them.
    pub(super) told: bool,
}

impl Logging {
    /// Logging of the application of this name: at `info`, by the system's clock, to nowhere yet.
    #[must_use]
    pub fn new(application: impl Into<String>) -> Self {
        Self::with_clock(application, Clock::system())
    }

    /// The same by another clock.
    #[must_use]
    pub fn with_clock(application: impl Into<String>, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            application: application.into(),
            clock,
            masks: Masks::new(),
            settings: ArcSwap::from_pointee(Settings {
                levels: LogLevels::default(),
                format: LogFormat::Auto,
                instance: Arc::from(""),
                hidden: super::config::hidden_by_default(),
                console: true,
                outputs: Vec::new(),
                replaced: false,
                told: false,
            }),
        }))
    }

    /// How much is logged.
    #[must_use]
    pub fn levels(&self) -> LogLevels {
        self.settings().levels.clone()
    }

    /// Changes how much is logged, from now until the configuration changes it or it is changed
    /// again.
    pub fn set_levels(&self, levels: &LogLevels) {
        self.change(|settings| settings.levels = levels.clone());
    }

    /// Changes how much of one target is logged, or with `None` of all that have no level of their
    /// own.
    pub fn set_level(&self, target: Option<&str>, level: LogLevel) {
        self.change(|settings| match target {
            Some(target) => settings.levels = settings.levels.clone().with(target, level),
            None => settings.levels.set_general(level),
        });
    }

    /// What takes secrets out of records; more can be told to it.
    #[must_use]
    pub fn masks(&self) -> &Masks {
        &self.0.masks
    }

    /// A layer of [`tracing`] that writes there what is logged.
    pub fn layer(&self, writer: impl Write + Send + 'static) -> LogLayer {
        LogLayer::new(self.clone(), Box::new(writer))
    }

    /// The layer that writes to standard error, and to the outputs that modules contribute.
    #[must_use]
    pub fn stderr(&self) -> LogLayer {
        let terminal = io::stderr().is_terminal();
        self.layer(io::stderr())
            .terminal(
                terminal,
                colour_is_wanted(env::var_os("NO_COLOR").as_deref()),
            )
            .feeding_outputs()
    }

    /// Makes it the one of the process: whether nobody was that before.
    #[must_use = "another subscriber may be in its place"]
    pub fn install(&self) -> bool {
        let subscriber = tracing_subscriber::registry().with(self.stderr());
        tracing::subscriber::set_global_default(subscriber).is_ok()
    }

    /// What the command line starts with: levels of `RUST_LOG`, which the configuration then does
    /// not change, and which one of several processes it is.
    pub(crate) fn begin(&self, levels: Option<&LogLevels>, instance: &str) {
        self.change(|settings| {
            settings.instance = instance.into();
            if let Some(levels) = levels {
                settings.levels = levels.clone();
                settings.told = true;
            }
        });
    }

    /// Does as configured.
    pub(crate) fn configure(&self, config: &LoggingConfig) {
        self.change(|settings| {
            if !settings.told {
                settings.levels = config.levels();
            }
            settings.format = config.format;
            settings.hidden.clone_from(&config.mask);
            settings.console = config.console;
            if let Some(instance) = &config.instance {
                settings.instance = instance.as_str().into();
            }
        });
    }

    pub(super) fn set_outputs(&self, outputs: &[Arc<dyn LogOutput>]) {
        self.change(|settings| {
            settings.outputs = outputs.to_vec();
            settings.replaced = outputs.iter().any(|output| output.stands_in());
        });
    }

    fn change(&self, change: impl Fn(&mut Settings)) {
        self.0.settings.rcu(|settings| {
            let mut settings = Settings::clone(settings);
            change(&mut settings);
            settings
        });
        // What was off everywhere is not even asked about until this.
        tracing::callsite::rebuild_interest_cache();
    }

    pub(super) fn settings(&self) -> Guard<Arc<Settings>> {
        self.0.settings.load()
    }

    /// Which one of several processes of the application it is; empty if nothing says so.
    pub(crate) fn instance(&self) -> Arc<str> {
        Arc::clone(&self.settings().instance)
    }

    pub(super) fn application(&self) -> &str {
        &self.0.application
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

impl fmt::Debug for Logging {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Logging")
            .field("application", &self.0.application)
            .field("levels", &self.settings().levels)
            .finish_non_exhaustive()
    }
}

/// Whether a terminal may show colour: unless `NO_COLOR` says something.
fn colour_is_wanted(no_color: Option<&OsStr>) -> bool {
    no_color.is_none_or(OsStr::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_takes_the_colour_if_it_says_anything() {
        assert!(colour_is_wanted(None));
        assert!(colour_is_wanted(Some(OsStr::new(""))));
        assert!(!colour_is_wanted(Some(OsStr::new("1"))));
    }
}
