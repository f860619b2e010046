use std::{
    error::Error as _,
    fmt,
    time::{Duration, SystemTime},
};

use crate::{error::Error, health::HealthStatus};

/// Something that happened in the life of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Counts the events of this application, from 1; a gap means that events were missed.
    pub sequence: u64,
    /// When it happened, by the application's [`Clock`](crate::context::Clock).
    pub at: SystemTime,
    /// The name of the application's type.
    pub app: &'static str,
    /// What happened.
    pub kind: EventKind,
}

/// Such as `Storefront: module OrdersModule started`.
impl fmt::Display for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.app, self.kind)
    }
}

/// What happened. `Display` gives one line without times, the same in every run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// The configuration is read and valid.
    Configured,
    /// The first module is about to start.
    Starting {
        /// The version of the application's package.
        version: &'static str,
    },
    /// A module's services are about to be made.
    ModuleStarting {
        /// The module's name.
        module: &'static str,
    },
    /// A module's services are made, its start hooks have run, its tasks are spawned.
    ModuleStarted {
        /// The module's name.
        module: &'static str,
        /// How long that took.
        took: Duration,
        /// What took longest, if that was a millisecond or more.
        slowest: Option<SlowStep>,
    },
    /// A module could not be started; what had started before it is stopped next.
    ModuleFailed(Failure),
    /// Everything has started and traffic is welcome.
    Ready {
        /// How many modules have started, without the framework's own.
        modules: usize,
        /// How long the whole start took.
        took: Duration,
    },
    /// A task ended and will run again.
    TaskRestarting(TaskRestart),
    /// A task ended with an error or a panic, and will not run again.
    TaskFailed(Failure),
    /// Two runs of a health check in a row agreed on a status that was not told yet.
    HealthChanged(HealthChange),
    /// Told to stop: readiness is false, and what is in flight finishes.
    Draining,
    /// A drain hook failed or overran.
    DrainFailed(Failure),
    /// Readiness is false, and the modules are about to be stopped.
    Stopping,
    /// A module's tasks are about to be told to stop.
    ModuleStopping {
        /// The module's name.
        module: &'static str,
    },
    /// Something of a module did not stop as it should; the rest still stops.
    StopFailed(Failure),
    /// A module's tasks have ended, its stop hooks have run, its services are dropped.
    ModuleStopped {
        /// The module's name.
        module: &'static str,
        /// How long that took.
        took: Duration,
    },
    /// Everything is stopped.
    Stopped {
        /// How long the whole stop took.
        took: Duration,
    },
    /// The application did not start; what had started is stopped.
    Failed {
        /// The code of the error that the start returned.
        code: &'static str,
        /// Its one-line message.
        message: String,
    },
    /// The application was dropped without being stopped.
    Abandoned,
    /// The configuration is about to be read anew.
    ReloadStarted,
    /// The configuration was read anew, and everything is as it was.
    ReloadUnchanged,
    /// The configuration was read anew, and what differs is in force.
    Reloaded {
        /// The fields that changed, `orders.max_open: 10 → 20`, with secrets masked.
        fields: Vec<String>,
    },
    /// A reload was refused; the old values stay.
    ReloadFailed {
        /// The code of the error.
        code: &'static str,
        /// Its one-line message.
        message: String,
    },
    /// Only for one observer: its queue was full, and this many events did not reach it.
    Missed {
        /// How many.
        count: u64,
    },
}

/// What failed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The name of the module.
    pub module: &'static str,
    /// What the user wrote: `OrderService`, `OrdersModule::warm`.
    pub subject: String,
    /// The code of the error.
    pub code: &'static str,
    /// Its one-line message, followed by its causes.
    pub message: String,
}

impl Failure {
    pub(crate) fn new(module: &'static str, subject: String, error: &Error) -> Self {
        let mut message = error.message().to_owned();
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        Self {
            module,
            subject,
            code: error.code(),
            message,
        }
    }
}

/// How a task goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRestart {
    /// The name of the module.
    pub module: &'static str,
    /// The task: `OrdersModule::expire`.
    pub task: String,
    /// The number of the restart in its row, from 1.
    pub restart: u32,
    /// How long it waits.
    pub after: Duration,
    /// Why it had failed; nothing if it had ended by itself.
    pub reason: Option<String>,
}

/// Such as ``task `OrdersModule::expire` restarts (2): connection refused``.
impl fmt::Display for TaskRestart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "task `{}` restarts ({})",
            self.task, self.restart
        )?;
        match &self.reason {
            Some(reason) => write!(formatter, ": {reason}"),
            None => Ok(()),
        }
    }
}

/// How the status of a health check changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthChange {
    /// The check: `OrdersModule::check`.
    pub check: String,
    /// What was told last; `Healthy` if nothing was.
    pub from: HealthStatus,
    /// What it is now.
    pub to: HealthStatus,
    /// Why it is not healthy.
    pub message: Option<String>,
}

/// Such as `OrdersModule::check: healthy -> unhealthy: no relay`.
impl fmt::Display for HealthChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            check, from, to, ..
        } = self;
        write!(formatter, "{check}: {from} -> {to}")?;
        match &self.message {
            Some(message) => write!(formatter, ": {message}"),
            None => Ok(()),
        }
    }
}

/// A provider or start hook, and how long it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlowStep {
    /// What the user wrote: `OrderService`, `OrdersModule::warm`.
    pub subject: String,
    /// How long it took.
    pub took: Duration,
}

impl fmt::Display for EventKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configured => formatter.write_str("configured"),
            Self::Starting { .. } => formatter.write_str("starting"),
            Self::ModuleStarting { module } => write!(formatter, "module {module} starting"),
            Self::ModuleStarted { module, .. } => write!(formatter, "module {module} started"),
            Self::ModuleFailed(failure) => {
                write!(formatter, "module {} failed: {failure}", failure.module)
            }
            Self::Ready { .. } => formatter.write_str("ready"),
            Self::TaskFailed(failure) | Self::DrainFailed(failure) | Self::StopFailed(failure) => {
                failure.fmt(formatter)
            }
            Self::TaskRestarting(restart) => restart.fmt(formatter),
            Self::HealthChanged(change) => write!(formatter, "health {change}"),
            Self::Draining => formatter.write_str("draining"),
            Self::Stopping => formatter.write_str("stopping"),
            Self::ModuleStopping { module } => write!(formatter, "module {module} stopping"),
            Self::ModuleStopped { module, .. } => write!(formatter, "module {module} stopped"),
            Self::Stopped { .. } => formatter.write_str("stopped"),
            Self::Failed { code, .. } => write!(formatter, "failed: [{code}]"),
            Self::ReloadStarted => formatter.write_str("reloading the configuration"),
            Self::ReloadUnchanged => formatter.write_str("reloaded, nothing changed"),
            Self::Reloaded { fields } => write!(formatter, "reloaded: {}", fields.join(", ")),
            Self::ReloadFailed { code, message } => {
                write!(formatter, "reload refused: [{code}] {message}")
            }
            Self::Abandoned => formatter.write_str("abandoned"),
            Self::Missed { count } => write!(formatter, "missed {count} events"),
        }
    }
}

/// Such as ``[PL1102] start hook `OrdersModule::warm` failed: connection refused``.
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{}] {}", self.code, self.message)
    }
}
