//! The application: two modules that say on standard output what they do, and hang where told.

use std::{
    future::pending,
    io::{self, Write},
    thread,
};

use purlin::{
    admin::AdminModule,
    app::{Command, CommandLine},
    error::{Category, Error},
    lifecycle::LifecycleModule,
    logging::LoggingModule,
    prelude::*,
};

/// Where the application hangs or fails.
#[config(prefix = "fault")]
struct FaultConfig {
    /// The hook that never returns.
    #[config(default = "")]
    hang: String,
    /// The hook that fails.
    #[config(default = "")]
    fail: String,
    /// The hook that panics.
    #[config(default = "")]
    panic: String,
    /// The category of that failure.
    #[config(default = "lifecycle")]
    category: String,
    /// A number that follows reloads.
    #[config(default = 0, dynamic)]
    level: u32,
}

impl FaultConfig {
    async fn act(&self, point: &str) -> Result<(), Error> {
        say(point);
        if self.hang == point {
            pending::<()>().await;
        }
        if self.hang == format!("{point} blocking") {
            loop {
                thread::park();
            }
        }
        assert!(self.panic != point, "told to panic");
        if self.fail == point {
            return Err(Error::new(self.category(), "PROCESS1", "told to fail"));
        }
        Ok(())
    }

    fn category(&self) -> Category {
        match self.category.as_str() {
            "config" => Category::Config,
            "validation" => Category::Validation,
            "dependency" => Category::Dependency,
            "security" => Category::Security,
            _ => Category::Lifecycle,
        }
    }
}

fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

struct FirstModule;

#[module(config = FaultConfig)]
impl FirstModule {
    #[on_start]
    async fn start(config: &FaultConfig) -> Result<(), Error> {
        config.act("first start").await
    }

    #[on_reload]
    fn level(change: &Change<FaultConfig>) {
        say(&format!("level {}", change.after().level));
    }

    #[on_stop]
    async fn stop(config: &FaultConfig) -> Result<(), Error> {
        config.act("first stop").await
    }
}

/// Prints the number and its words.
#[contributes(dyn Command)]
struct LevelCommand {}

impl Command for LevelCommand {
    fn name() -> &'static str {
        "level"
    }

    fn about() -> &'static str {
        "print the level"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        let config: FaultConfig = line.section()?;
        let words = line.words().join(" ");
        Ok(format!("{} {words}\n", config.level))
    }
}

struct SecondModule;

#[module(imports = [FirstModule], components = [LevelCommand])]
impl SecondModule {
    #[on_start]
    async fn start(config: &FaultConfig) -> Result<(), Error> {
        config.act("second start").await
    }

    #[task]
    async fn work(config: Arc<FaultConfig>, stop: Stop) -> Result<(), Error> {
        config.act("second task").await?;
        stop.requested().await;
        config.act("second told").await
    }

    // Says nothing if it does nothing: few cases are about it.
    #[on_drain]
    async fn drain(config: &FaultConfig) -> Result<(), Error> {
        let planned = [&config.hang, &config.fail, &config.panic];
        if planned
            .iter()
            .any(|point| point.starts_with("second drain"))
        {
            config.act("second drain").await?;
        }
        Ok(())
    }

    #[on_stop]
    async fn stop(config: &FaultConfig) -> Result<(), Error> {
        config.act("second stop").await
    }
}

#[app(modules = [LifecycleModule, LoggingModule, AdminModule, SecondModule])]
pub(crate) struct Process;
