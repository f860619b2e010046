use std::{
    any::TypeId,
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    Emitted,
    details::{Failure, HealthChange, ObserverRemoved, SlowStep, TaskRestart, millis},
};
use crate::{
    context::{Id, TraceContext, timestamp},
    logging::Masks,
    tenant::TenantId,
};

/// Something that happened in the life of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Counts the events of this application, from 1; a gap means that events were missed.
    pub sequence: u64,
    /// When it happened, by the application's [`Clock`](crate::context::Clock).
    pub at: SystemTime,
    /// The name of the application's type.
    pub app: &'static str,
    /// Which one of several processes of the application it happened in; empty if nothing says so.
    pub instance: Arc<str>,
    /// The chain of requests in whose context it happened; `None` outside of all.
    pub correlation: Option<Id>,
    /// The request in whose context it happened.
    pub request: Option<Id>,
    /// The trace that it belongs to.
    pub trace: Option<TraceContext>,
    /// The tenant in whose context it happened.
    pub tenant: Option<TenantId>,
    /// What happened.
    pub kind: EventKind,
}

impl Event {
    /// The event as an object: `sequence`, `time`, `application`; `instance`, `module`, `tenant`,
    /// `correlation`, `request`, `trace` and `span` as far as they are known, each the same as on
    /// records of the log; `type`, which is the [name](EventKind::name) of what happened, and `data`,
    /// if there is something to say about it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("sequence".to_owned(), self.sequence.into());
        object.insert("time".to_owned(), timestamp(self.at).into());
        object.insert("application".to_owned(), self.app.into());
        let instance = Some(&*self.instance).filter(|name| !name.is_empty());
        let trace = self.trace.as_ref();
        let known = [
            ("instance", instance.map(str::to_owned)),
            ("module", self.kind.module().map(str::to_owned)),
            ("tenant", self.tenant.as_ref().map(ToString::to_string)),
            ("correlation", self.correlation.map(|id| id.to_string())),
            ("request", self.request.map(|id| id.to_string())),
            (
                "trace",
                trace.map(|trace| format!("{:032x}", trace.trace_id())),
            ),
            (
                "span",
                trace.map(|trace| format!("{:016x}", trace.span_id())),
            ),
        ];
        for (name, value) in known {
            if let Some(value) = value {
                object.insert(name.to_owned(), value.into());
            }
        }
        let (name, data) = self.kind.parts();
        object.insert("type".to_owned(), name.into());
        if !data.is_null() {
            object.insert("data".to_owned(), data);
        }
        Value::Object(object)
    }
}

/// Such as `Storefront: module OrdersModule started`.
impl fmt::Display for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.app, self.kind)
    }
}

/// What happened. `Display` gives one line without times, the same in every run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "data", rename_all = "kebab-case")]
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
        #[serde(rename = "took_ms", serialize_with = "millis")]
        took: Duration,
        /// What took longest, if that was a millisecond or more.
        #[serde(skip_serializing_if = "Option::is_none")]
        slowest: Option<SlowStep>,
    },
    /// A module could not be started; what had started before it is stopped next.
    ModuleFailed(Failure),
    /// An optional module could not be started; the application goes on without it.
    ModuleLeftOut(Failure),
    /// Everything has started and traffic is welcome.
    Ready {
        /// How many modules have started, without the framework's own.
        modules: usize,
        /// How long the whole start took.
        #[serde(rename = "took_ms", serialize_with = "millis")]
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
        #[serde(rename = "took_ms", serialize_with = "millis")]
        took: Duration,
    },
    /// Everything is stopped.
    Stopped {
        /// How long the whole stop took.
        #[serde(rename = "took_ms", serialize_with = "millis")]
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
    /// A tenant is served from now on.
    TenantReady {
        /// The tenant.
        tenant: String,
    },
    /// A tenant has another configuration.
    TenantUpdated {
        /// The tenant.
        tenant: String,
    },
    /// A tenant is not served any more.
    TenantRemoved {
        /// The tenant.
        tenant: String,
    },
    /// A tenant could not be made ready; the others are served.
    TenantFailed {
        /// The tenant.
        tenant: String,
        /// The code of the error.
        code: &'static str,
        /// The error with its causes.
        message: String,
    },
    /// A request came without a tenant, or for one that there is not.
    TenantViolation {
        /// The tenant that was asked for; `None` if none was.
        tenant: Option<String>,
        /// Whether the request was refused.
        refused: bool,
    },
    /// Something of a type that a module declares happened.
    Emitted(Emitted),
    /// An observer panicked three times in a row, and is not called any more.
    ObserverRemoved(ObserverRemoved),
    /// Only for one observer: its queue was full, and this many events did not reach it.
    Missed {
        /// How many.
        count: u64,
    },
}

impl EventKind {
    /// The name of what happened: of an event of a module that of its type, `orders.placed`, else
    /// one such as `module-started`.
    #[must_use]
    pub fn name(&self) -> String {
        self.parts().0
    }

    /// The module that it is about, if it is about one.
    #[must_use]
    pub fn module(&self) -> Option<&str> {
        match self {
            Self::ModuleStarting { module }
            | Self::ModuleStarted { module, .. }
            | Self::ModuleStopping { module }
            | Self::ModuleStopped { module, .. } => Some(module),
            Self::ModuleFailed(failure)
            | Self::ModuleLeftOut(failure)
            | Self::TaskFailed(failure)
            | Self::DrainFailed(failure)
            | Self::StopFailed(failure) => Some(failure.module),
            Self::TaskRestarting(restart) => Some(restart.module),
            Self::HealthChanged(change) => change.check.split("::").next(),
            _ => None,
        }
    }

    /// The type of an event of a module.
    pub(super) fn emitted_type(&self) -> Option<TypeId> {
        match self {
            Self::Emitted(emitted) => Some(emitted.type_id()),
            _ => None,
        }
    }

    /// Takes out of what code of the application says what nobody may read. What a module emits
    /// stays as it is: it is the module's own, and whoever shows it masks it.
    pub(super) fn mask(&mut self, masks: &Masks) {
        match self {
            Self::ModuleFailed(failure)
            | Self::ModuleLeftOut(failure)
            | Self::TaskFailed(failure)
            | Self::DrainFailed(failure)
            | Self::StopFailed(failure) => masks.mask_in(&mut failure.message),
            Self::Failed { message, .. }
            | Self::ReloadFailed { message, .. }
            | Self::TenantFailed { message, .. } => masks.mask_in(message),
            Self::TaskRestarting(restart) => {
                if let Some(reason) = &mut restart.reason {
                    masks.mask_in(reason);
                }
            }
            Self::HealthChanged(change) => {
                if let Some(message) = &mut change.message {
                    masks.mask_in(message);
                }
            }
            Self::ObserverRemoved(removed) => masks.mask_in(&mut removed.reason),
            _ => {}
        }
    }

    /// The name, and what there is to say about it.
    fn parts(&self) -> (String, Value) {
        if let Self::Emitted(emitted) = self {
            return (emitted.name().to_owned(), emitted.to_json());
        }
        let mut object = serde_json::to_value(self).unwrap_or_default();
        let name = object["type"].as_str().unwrap_or_default().to_owned();
        (name, object["data"].take())
    }
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
            Self::ModuleLeftOut(failure) => {
                write!(
                    formatter,
                    "module {} is left out: {failure}",
                    failure.module
                )
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
            Self::TenantReady { tenant } => write!(formatter, "tenant {tenant} ready"),
            Self::TenantUpdated { tenant } => write!(formatter, "tenant {tenant} updated"),
            Self::TenantRemoved { tenant } => write!(formatter, "tenant {tenant} removed"),
            Self::TenantFailed { tenant, code, .. } => {
                write!(formatter, "tenant {tenant} failed: [{code}]")
            }
            Self::TenantViolation { tenant, refused } => {
                let what = if *refused { "refused" } else { "noted" };
                match tenant {
                    Some(tenant) => write!(formatter, "{what}: there is no tenant {tenant}"),
                    None => write!(formatter, "{what}: a request without a tenant"),
                }
            }
            Self::Emitted(emitted) => formatter.write_str(emitted.name()),
            Self::ObserverRemoved(ObserverRemoved { observer, reason }) => write!(
                formatter,
                "observer {observer} is removed, it panicked again and again: {reason}"
            ),
            Self::Abandoned => formatter.write_str("abandoned"),
            Self::Missed { count } => write!(formatter, "missed {count} events"),
        }
    }
}
