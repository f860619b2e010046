use std::{
    ffi::OsString, fmt, marker::PhantomData, panic::Location, path::PathBuf, time::Duration,
};

use super::Running;
use crate::{
    config::{ConfigLoader, ConfigTree, ConfigValue, Problems, SectionInfo},
    context::Clock,
    error::Error,
    kernel::Kernel,
    lifecycle::{Deadlines, Machine, Phase},
    private::Application,
};

/// Starts an application from a program or a test.
///
/// Nothing of the process is read unless asked for: no file, no environment, no signals. The
/// command line ([`main`](super::main)) asks for all three.
#[must_use = "a builder does nothing until it is started"]
pub struct AppBuilder<A> {
    loader: ConfigLoader,
    clock: Clock,
    deadlines: Deadlines,
    app: PhantomData<fn() -> A>,
}

impl<A: Application> AppBuilder<A> {
    /// An application that has its defaults only.
    pub fn new() -> Self {
        Self {
            loader: ConfigLoader::new(A::NAME),
            clock: Clock::system(),
            deadlines: Deadlines::default(),
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

    /// The clock that `Arc<Clock>` gives. Default: the system's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// How long each asynchronous provider and start hook may take. Default 60 s.
    pub fn start_deadline(mut self, limit: Duration) -> Self {
        self.deadlines.start = limit;
        self
    }

    /// How long each module may take to stop, and all together at most twice that. Default 30 s.
    pub fn stop_deadline(mut self, limit: Duration) -> Self {
        self.deadlines.stop_module = limit;
        self.deadlines.stop = limit.saturating_mul(2);
        self
    }

    /// Reads and validates the configuration and starts nothing.
    ///
    /// # Errors
    /// PL1000 with every problem of every source and section.
    pub fn check(self) -> Result<ConfigTree, Error> {
        let mut slots = A::Slots::default();
        configure::<A>(&self.loader, &mut slots)
    }

    /// Reads the configuration, makes every service and starts every module, in the order of the
    /// graph. Needs a tokio runtime.
    ///
    /// # Errors
    /// PL1000 if the configuration is wrong; PL1101, PL1102 or PL1103 if something could not be
    /// made or started. What had started is stopped again by then.
    pub async fn start(self) -> Result<Running<A>, Error> {
        let kernel = Kernel::new(self.clock);
        let mut machine = Machine::new::<A>(kernel, self.deadlines);
        let config = configure::<A>(&self.loader, machine.slots_mut()).inspect_err(|_| {
            machine.kernel().phase().set(Phase::Failed);
        })?;
        machine.kernel().phase().set(Phase::Configured);
        machine.start().await?;
        Ok(Running::new(machine, config))
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

/// Reads every section into its slot; all problems are reported together.
fn configure<A: Application>(
    loader: &ConfigLoader,
    slots: &mut A::Slots,
) -> Result<ConfigTree, Error> {
    let table = A::TABLE;
    let infos: Vec<SectionInfo> = table.sections.iter().map(|section| section.info).collect();
    let mut problems = Problems::new();
    let tree = loader.load(&infos, &mut problems);
    for section in table.sections {
        (section.load)(&tree, &mut problems, slots);
    }
    problems.into_result()?;
    Ok(tree)
}
