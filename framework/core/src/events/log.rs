use super::EventKind;
use crate::health::HealthStatus;

/// Writes an event to the log: what an operator follows at `info`, details at `debug`.
pub(super) fn log(app: &'static str, sequence: u64, kind: &EventKind) {
    match kind {
        EventKind::ModuleStarted {
            module,
            took,
            slowest: Some(step),
        } => tracing::info!(
            target: "purlin",
            app, sequence, module, ?took,
            slowest = step.subject, slowest_took = ?step.took,
            "module started"
        ),
        EventKind::ModuleStarted { module, took, .. } => {
            tracing::info!(target: "purlin", app, sequence, module, ?took, "module started");
        }
        EventKind::Ready { modules, took } => {
            tracing::info!(target: "purlin", app, sequence, modules, ?took, "ready");
        }
        EventKind::Stopped { took } => {
            tracing::info!(target: "purlin", app, sequence, ?took, "stopped");
        }
        EventKind::ModuleStopped { module, took } => {
            tracing::debug!(target: "purlin", app, sequence, module, ?took, "module stopped");
        }
        EventKind::TaskFailed(failure) | EventKind::ModuleLeftOut(failure) => {
            tracing::error!(target: "purlin", app, sequence, module = failure.module, "{kind}");
        }
        EventKind::DrainFailed(failure) | EventKind::StopFailed(failure) => {
            tracing::warn!(target: "purlin", app, sequence, module = failure.module, "{kind}");
        }
        EventKind::TaskRestarting(restart) if restart.reason.is_some() => {
            let (module, after) = (restart.module, restart.after);
            tracing::warn!(target: "purlin", app, sequence, module, ?after, "{kind}");
        }
        EventKind::HealthChanged(change) if change.to == HealthStatus::Healthy => {
            tracing::info!(target: "purlin", app, sequence, "{kind}");
        }
        EventKind::HealthChanged(_) => {
            tracing::warn!(target: "purlin", app, sequence, "{kind}");
        }
        EventKind::Abandoned => tracing::warn!(
            target: "purlin",
            app, sequence, "dropped while running: its stop hooks do not run"
        ),
        EventKind::Starting { version } => {
            tracing::info!(target: "purlin", app, sequence, version, "starting");
        }
        EventKind::Draining => tracing::info!(target: "purlin", app, sequence, "draining"),
        EventKind::Reloaded { fields } => {
            let fields = fields.join(", ");
            tracing::info!(target: "purlin", app, sequence, fields, "configuration reloaded");
        }
        EventKind::ReloadFailed { code, message } => {
            // A field named `message` would be taken for the message.
            tracing::warn!(target: "purlin", app, sequence, code, reason = message, "reload refused");
        }
        EventKind::TenantFailed {
            tenant, message, ..
        } => {
            tracing::error!(target: "purlin", app, sequence, tenant, "{message}");
        }
        EventKind::TenantViolation { .. } => {
            tracing::warn!(target: "purlin", app, sequence, "{kind}");
        }
        EventKind::ObserverRemoved(removed) => {
            let observer = &removed.observer;
            tracing::error!(target: "purlin", app, sequence, observer, "{kind}");
        }
        EventKind::Stopping => tracing::info!(target: "purlin", app, sequence, "stopping"),
        // Errors of a start are returned to the caller, who shows them.
        _ => tracing::debug!(target: "purlin", app, sequence, "{kind}"),
    }
}

/// Writes that something of a module's own type happened.
pub(super) fn log_own(app: &'static str, sequence: u64, name: &'static str) {
    tracing::debug!(target: "purlin", app, sequence, event = name, "emitted");
}
