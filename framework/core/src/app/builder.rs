use std::{
    ffi::OsString, fmt, io, marker::PhantomData, panic::Location, path::PathBuf, sync::Arc,
    time::Duration,
};

use tokio::runtime::Handle;

use super::{
    Running,
    configured::{configure, left_out},
};
use crate::{
    config::{
        ConfigLoader, ConfigRecord, ConfigTree, ConfigValue, History, Problems, Reloader,
        Retention, SecretResolver, SectionInfo, Source,
    },
    context::{Clock, Randomness},
    error::{BoxError, Error},
    events::{Critical, Event, EventBus, EventKind, Observer},
    kernel::Kernel,
    lifecycle::{
        Deadlines, LifecycleConfig, Machine, Phase, Replacement, Stop, runtime_unavailable,
    },
    logging::{Logging, LoggingConfig},
    private::Application,
    registry::Registry,
    testing::Recorder,
};

/// Starts an application from a program or a test.
///
/// Nothing of the process is read unless asked for: no file, no environment, no signals. The
/// command line ([`main`](super::main)) asks for all three.
#[must_use = "a builder does nothing until it is started"]
pub struct AppBuilder<A> {
    loader: ConfigLoader,
    clock: Clock,
    randomness: Randomness,
    deadlines: Deadlines,
    observers: Vec<Observer>,
    critical: Vec<Critical>,
    recorder: Option<Recorder>,
    interrupt: Stop,
    retention: Option<Retention>,
    replacements: Vec<Box<dyn Fn() -> Replacement + Send + Sync>>,
    logging: Option<Logging>,
    app: PhantomData<fn() -> A>,
}

impl<A: Application> AppBuilder<A> {
    /// An application that has its defaults only.
    pub fn new() -> Self {
        Self {
            loader: ConfigLoader::new(A::NAME),
            clock: Clock::system(),
            randomness: Randomness::system(),
            deadlines: Deadlines::default(),
            observers: Vec::new(),
            critical: Vec::new(),
            recorder: None,
            interrupt: Stop::new(),
            retention: None,
            replacements: Vec::new(),
            logging: None,
            app: PhantomData,
        }
    }

    /// Sets a value of the configuration by its dotted path, over every other source.
    #[track_caller]
    pub fn config(mut self, path: &str, value: impl Into<ConfigValue>) -> Self {
        self.loader = self.loader.set_at(Location::caller(), path, value);
        self
    }

    /// Sets a value from text, as the command line does: understood as the environment's are.
    pub fn config_text(mut self, path: &str, text: impl Into<String>) -> Self {
        self.loader = self.loader.set_text(path, text);
        self
    }

    /// Reads the TOML file at `path`; it must exist.
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.loader = self.loader.file(Some(path.into()));
        self
    }

    /// Reads `purlin.toml` in the working directory, if it exists.
    pub fn default_config_file(mut self) -> Self {
        self.loader = self.loader.file(None);
        self
    }

    /// Reads the variables whose name starts with the application's name and `__`
    /// (`STOREFRONT__ORDERS__MAX_OPEN`); usually from [`std::env::vars_os`].
    pub fn env<N: Into<OsString>, V: Into<OsString>>(
        mut self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.loader = self.loader.env(variables);
        self
    }

    /// Adds a source of configuration: a `.env` file, a directory of secrets, one of your own.
    pub fn config_source(mut self, source: Source) -> Self {
        self.loader = self.loader.source(source);
        self
    }

    /// Reads the overlay of this profile too: `purlin.prod.toml` beside `purlin.toml`.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.loader = self.loader.profile(name);
        self
    }

    /// Adds who resolves references in values, such as `${vault:shop/key}`.
    pub fn secret_resolver(mut self, resolver: impl SecretResolver + 'static) -> Self {
        self.loader = self.loader.resolver(resolver);
        self
    }

    /// Decides which records of where values came from are kept, by their age. Default: those of
    /// the last 30 days.
    pub fn config_retention(
        mut self,
        keep: impl Fn(&ConfigRecord, Duration) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.retention = Some(Arc::new(keep));
        self
    }

    /// Where the configuration is read from.
    pub(super) fn loader(&self) -> &ConfigLoader {
        &self.loader
    }

    /// Reads the configuration and gives it even if it is wrong, with what is wrong.
    pub(super) fn inspect(self) -> (ConfigTree, Option<Error>) {
        let sections = A::TABLE.sections;
        let infos: Vec<SectionInfo> = sections.iter().map(|section| section.info).collect();
        let mut problems = Problems::new();
        let tree = self.loader.load(&infos, &mut problems);
        for section in sections {
            (section.read)(&tree, &section.info, &mut problems);
        }
        if problems.is_empty() {
            left_out::<A>(&tree, Vec::new(), &mut problems);
        }
        let error = problems.into_result().err().map(Error::from);
        (tree.settled(), error)
    }

    /// Reads what the sources of the configuration say, whatever is wrong with them: to find a running
    /// application. Secrets are in it.
    pub(super) fn said(self) -> ConfigTree {
        let sections = A::TABLE.sections.iter();
        let infos: Vec<SectionInfo> = sections.map(|section| section.info).collect();
        self.loader.load(&infos, &mut Problems::new())
    }

    /// Reads the sources of the configuration for a command, which reads the sections that it needs
    /// by itself. Secrets are in it.
    ///
    /// # Errors
    /// PL1000 with what is wrong with the sources: a command must not work with what is left.
    pub(super) fn sources(self) -> Result<ConfigTree, Error> {
        let sections = A::TABLE.sections.iter();
        let infos: Vec<SectionInfo> = sections.map(|section| section.info).collect();
        let mut problems = Problems::new();
        let tree = self.loader.load(&infos, &mut problems);
        problems.into_result()?;
        Ok(tree)
    }

    /// Adds what stands in the place of providers of its type; see [`Replace`](super::Replace).
    pub(super) fn replacing(
        mut self,
        make: impl Fn() -> Replacement + Send + Sync + 'static,
    ) -> Self {
        self.replacements.push(Box::new(make));
        self
    }

    /// Everything else about the sources of the configuration.
    pub fn config_loader(mut self, change: impl FnOnce(ConfigLoader) -> ConfigLoader) -> Self {
        self.loader = change(self.loader);
        self
    }

    /// The clock that `Arc<Clock>` gives. Default: the system's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The randomness that `Arc<Randomness>` gives. Default: the system's.
    pub fn randomness(mut self, randomness: Randomness) -> Self {
        self.randomness = randomness;
        self
    }

    /// The logging that `Arc<Logging>` gives, and that learns the secrets of the configuration.
    /// Default: one that is not installed and writes nothing.
    pub fn logging(mut self, logging: Logging) -> Self {
        self.logging = Some(logging);
        self
    }

    /// How long each asynchronous provider and start hook may take. Default 60 s.
    pub fn start_deadline(mut self, limit: Duration) -> Self {
        self.deadlines.start = limit;
        self
    }

    /// How long all drain hooks together may take. Default 15 s.
    pub fn drain_deadline(mut self, limit: Duration) -> Self {
        self.deadlines.drain = limit;
        self
    }

    /// How long the whole stop may take, and in it the tasks of each module together, and each stop
    /// hook. Default 30 s. One that hangs is cut off after nine tenths of what is left of it, so
    /// that the rest has time to stop.
    pub fn stop_deadline(mut self, limit: Duration) -> Self {
        self.deadlines.stop_each = limit;
        self.deadlines.stop = limit;
        self
    }

    /// All deadlines at once.
    pub fn deadlines(mut self, deadlines: Deadlines) -> Self {
        self.deadlines = deadlines;
        self
    }

    /// Calls `observe` with every [`Event`] of the application's life, in order.
    ///
    /// It runs on a thread of its own and may block: nothing waits for it. Its queue holds 1,024
    /// events; what does not fit is counted and told with
    /// [`EventKind::Missed`](crate::events::EventKind::Missed). A panic hurts no other observer;
    /// one that panics three times in a row is not called any more. When a `stop`, or a `start`
    /// that fails, returns, it has seen everything, unless that took it more than a second.
    pub fn observe(self, observe: impl FnMut(&Event) + Send + 'static) -> Self {
        let name = format!("observer-{}", self.observers.len() + 1);
        self.observer(Observer::new(name, observe))
    }

    /// Keeps every event, without a queue and without a thread: a test looks at once.
    pub(crate) fn record(mut self, recorder: &Recorder) -> Self {
        self.recorder = Some(recorder.clone());
        self
    }

    /// Adds an observer with a name, a queue and a type of events of its own; the same otherwise
    /// as with [`observe`](Self::observe).
    pub fn observer(mut self, observer: Observer) -> Self {
        self.observers.push(observer);
        self
    }

    /// Adds an observer without which the application does not start: it is called with every
    /// step of the start, in its path, and the next step waits for it. If it returns an error or
    /// panics the start fails with PL1114, and what had started is stopped. When the application
    /// is ready it has done its work and is dropped.
    pub fn critical_observer<E: Into<BoxError>>(
        mut self,
        name: impl Into<String>,
        mut observe: impl FnMut(&Event) -> Result<(), E> + Send + 'static,
    ) -> Self {
        self.critical.push(Critical {
            name: name.into(),
            observe: Box::new(move |event| observe(event).map_err(Into::into)),
        });
        self
    }

    /// Gives the start up when `stop` is requested: what had started is stopped in reverse, and
    /// the start returns PL1109. The command line does this on a signal.
    ///
    /// Dropping the future of [`start`](Self::start) instead undoes what had started without
    /// order: tasks are told to stop, stop hooks do not run.
    pub fn interrupt_on(mut self, stop: &Stop) -> Self {
        self.interrupt = stop.clone();
        self
    }

    /// Reads and validates the configuration and starts nothing.
    ///
    /// # Errors
    /// PL1000 with every problem of every source and section.
    pub fn check(self) -> Result<Arc<ConfigTree>, Error> {
        configure::<A>(&self.loader, Vec::new()).map(|configured| configured.tree)
    }

    /// Reads the configuration, makes every service and starts every module, in the order of the
    /// graph. Needs a tokio runtime.
    ///
    /// # Errors
    /// PL1107 without a tokio runtime; PL1000 if the configuration is wrong; PL1101, PL1102 or
    /// PL1103 if something could not be made or started; PL1109 if it was interrupted; PL1114 if a
    /// critical observer refused it. What had started is stopped again by then,
    /// and what went wrong with that is [related](Error::related) to the error.
    pub async fn start(mut self) -> Result<Running<A>, Error> {
        let runtime = Handle::try_current().map_err(|error| {
            runtime_unavailable("the asynchronous runtime", io::Error::other(error))
                .action("start the application from within a tokio runtime")
        })?;
        let logging = self
            .logging
            .unwrap_or_else(|| Logging::with_clock(A::NAME, self.clock.clone()));
        let who = (A::NAME, self.clock.clone(), logging.clone());
        let events = EventBus::new(who, self.observers, self.critical)
            .map_err(|error| runtime_unavailable("the observers", error))?;
        if let Some(recorder) = self.recorder {
            events.record(recorder);
        }
        let records = (History::new(self.retention), self.clock.clone());
        let sections = A::TABLE.sections.iter();
        let sections = sections
            .map(|section| (section.info, section.read))
            .collect();
        self.loader = self.loader.hide_in(logging.masks());
        let kernel = Kernel::new(
            (self.clock, self.randomness, logging),
            &events,
            runtime,
            (self.loader.clone(), sections),
            (Registry::of::<A>(), &self.interrupt),
        );
        let mut machine =
            Machine::new::<A>(kernel, self.deadlines, Arc::clone(&events), self.interrupt);
        for make in &self.replacements {
            machine.replace(make);
        }
        let config = match configure::<A>(&self.loader, machine.replaced_offers()) {
            Ok(config) => config,
            Err(error) => {
                machine.kernel().phase().set(Phase::Failed);
                return Err(not_begun(&events, error).await);
            }
        };
        if let Some(logging) = config.values.now().of_type::<LoggingConfig>() {
            machine.kernel().logging().configure(logging);
        }
        if let Some(config) = config.values.now().of_type::<LifecycleConfig>() {
            machine.set_deadlines(config.into());
        }
        machine.kernel().phases().set_all(Phase::Configured);
        machine.kernel().phase().set(Phase::Configured);
        if let Err(error) = events.tell(EventKind::Configured) {
            machine.kernel().phase().set(Phase::Failed);
            return Err(not_begun(&events, error).await);
        }
        for (index, section) in A::TABLE.sections.iter().enumerate() {
            (section.put)(machine.slots_mut(), &config.values, index);
        }
        machine.leave_out_nodes(config.left_out);
        machine.start().await?;
        let hooks = machine.take_reload_hooks();
        let reloader = Reloader::new(
            self.loader,
            config.sections,
            config.values,
            hooks,
            events,
            records,
        );
        Ok(Running::new(machine, reloader))
    }
}

impl<A: Application> Default for AppBuilder<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Application> fmt::Debug for AppBuilder<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AppBuilder")
            .field("app", &A::NAME)
            .field("config", &self.loader)
            .finish_non_exhaustive()
    }
}

/// Tells that the start failed before anything was made.
async fn not_begun(events: &EventBus, error: Error) -> Error {
    events.emit(EventKind::Failed {
        code: error.code(),
        message: error.message().to_owned(),
    });
    events.close().await;
    error
}
