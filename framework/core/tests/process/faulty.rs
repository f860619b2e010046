//! An application with every kind of user code, each of which fails, panics or hangs where it is
//! told to: `fault.plan = "start=panic,base stop=hang"`.

use std::future::pending;

use purlin::{
    All,
    admin::AdminModule,
    error::{Category, Error},
    lifecycle::LifecycleModule,
    logging::LoggingModule,
    prelude::*,
};
use tokio::sync::Notify;

/// What goes wrong.
#[config(prefix = "fault")]
pub(crate) struct FaultConfig {
    /// Points and kinds of faults.
    #[config(default = "")]
    plan: String,
    /// A number that follows reloads.
    #[config(default = 0, dynamic)]
    level: u32,
}

impl FaultConfig {
    fn planned(&self, point: &str) -> Option<&str> {
        let mut faults = self.plan.split(',');
        faults.find_map(|fault| fault.strip_prefix(point)?.strip_prefix('='))
    }

    /// Code that cannot wait, and so cannot hang.
    fn now(&self, point: &str) -> Result<(), Error> {
        let planned = self.planned(point);
        assert!(planned != Some("panic"), "told to panic");
        match planned {
            Some("error") => Err(Error::new(Category::Dependency, "FAULT1", "told to fail")),
            _ => Ok(()),
        }
    }

    async fn act(&self, point: &str) -> Result<(), Error> {
        if self.planned(point) == Some("hang") {
            pending::<()>().await;
        }
        self.now(point)
    }
}

/// Does what is planned when it is dropped.
pub(crate) struct Dropped {
    point: &'static str,
    config: Arc<FaultConfig>,
}

impl Drop for Dropped {
    fn drop(&mut self) {
        assert!(
            self.config.planned(self.point) != Some("panic"),
            "told to panic"
        );
    }
}

pub(crate) struct Base {
    _dropped: Dropped,
}

pub(crate) struct BaseModule;

#[module(config = FaultConfig)]
impl BaseModule {
    #[provides]
    fn base(config: Arc<FaultConfig>) -> Base {
        let point = "base drop";
        Base {
            _dropped: Dropped { point, config },
        }
    }

    #[task]
    async fn work(config: Arc<FaultConfig>, stop: Stop) -> Result<(), Error> {
        stop.requested().await;
        config.act("base told").await
    }

    #[on_drain]
    async fn drain(config: &FaultConfig) -> Result<(), Error> {
        config.act("base drain").await
    }

    #[on_stop]
    async fn stop(_base: &Base, config: &FaultConfig) -> Result<(), Error> {
        config.act("base stop").await
    }
}

/// Something that can be decorated.
pub(crate) trait Voice: Send + Sync {}

/// Something that can be contributed.
pub(crate) trait Note: Send + Sync {}

pub(crate) struct Low;

impl Voice for Low {}

pub(crate) struct Loud;

impl Voice for Loud {}

pub(crate) struct Short;

impl Note for Short {}

pub(crate) struct Part {
    _dropped: Dropped,
    /// Lets the task go on.
    go: Notify,
}

pub(crate) struct Made;

pub(crate) struct FaultyModule;

#[module(imports = [BaseModule])]
impl FaultyModule {
    #[provides]
    fn part(_base: &Base, config: Arc<FaultConfig>) -> Result<Part, Error> {
        config.now("part")?;
        let point = "drop";
        Ok(Part {
            _dropped: Dropped { point, config },
            go: Notify::new(),
        })
    }

    #[provides]
    async fn made(_part: Arc<Part>, config: Arc<FaultConfig>) -> Result<Made, Error> {
        config.act("made").await?;
        Ok(Made)
    }

    #[provides(as = dyn Voice)]
    fn low(_made: &Made) -> Low {
        Low
    }

    #[decorates(dyn Voice)]
    fn loud(_inner: Arc<dyn Voice>, config: &FaultConfig) -> Result<Loud, Error> {
        config.now("loud")?;
        Ok(Loud)
    }

    #[contributes(dyn Note)]
    fn short(config: &FaultConfig, _made: &Made) -> Result<Short, Error> {
        config.now("short")?;
        Ok(Short)
    }

    #[on_start]
    async fn start(
        config: &FaultConfig,
        _voice: Arc<dyn Voice>,
        _notes: All<dyn Note>,
    ) -> Result<(), Error> {
        config.act("start").await
    }

    #[task]
    async fn work(config: Arc<FaultConfig>, part: Arc<Part>, stop: Stop) -> Result<(), Error> {
        tokio::select! {
            () = stop.requested() => {}
            () = part.go.notified() => config.act("task").await?,
        }
        stop.requested().await;
        config.act("told").await
    }

    #[health(cache = "0s")]
    async fn check(config: &FaultConfig, part: &Part) -> Result<(), Error> {
        part.go.notify_one();
        config.act("check").await
    }

    #[on_reload(timeout = "200ms")]
    async fn reload(change: &Change<FaultConfig>, config: &FaultConfig) -> Result<(), Error> {
        // It may look at both.
        assert!(
            change.before().level != change.after().level,
            "nothing has changed"
        );
        config.act("reload").await
    }

    #[on_drain]
    async fn drain(config: &FaultConfig) -> Result<(), Error> {
        config.act("drain").await
    }

    #[on_stop]
    async fn stop(config: &FaultConfig) -> Result<(), Error> {
        config.act("stop").await
    }
}

/// Starts after the faults.
pub(crate) struct AfterModule;

#[module(imports = [FaultyModule])]
impl AfterModule {
    #[on_start]
    fn start(_made: &Made) {}
}

#[app(modules = [LifecycleModule, LoggingModule, AdminModule, AfterModule])]
pub(crate) struct Faulty;
