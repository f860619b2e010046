//! The errors of a life, with what the user wrote as their subject.

use std::time::Duration;

use crate::{
    error::{BoxError, Category, Error},
    graph::{Role, Wiring},
    lifecycle::codes,
};

/// `OrderService` for a component, `OrdersModule::mailer` for a method.
pub(crate) fn label(wiring: &Wiring, node: u16) -> String {
    let described = wiring.node(node);
    if described.name == described.ty {
        described.name.to_owned()
    } else {
        format!("{}::{}", wiring.module_of(node).name, described.name)
    }
}

/// A provider or start hook failed; the cause's own category decides the class.
pub(crate) fn start_failed(wiring: &Wiring, node: u16, cause: BoxError) -> Error {
    let described = wiring.node(node);
    let subject = label(wiring, node);
    let (code, headline) = match described.role {
        Role::OnStart => (
            codes::START_HOOK_FAILED,
            format!("start hook `{subject}` failed"),
        ),
        _ => (
            codes::PROVIDER_FAILED,
            format!("`{subject}` could not be made"),
        ),
    };
    let (category, hint) = inherit(&cause);
    let error = Error::new(category, code, headline).context(while_starting(wiring, node));
    match hint {
        Some(hint) => error.action(hint),
        None => error.action(format!(
            "see the cause; it is declared at {}:{}",
            described.place.file, described.place.line
        )),
    }
    .caused_by(cause)
}

pub(crate) fn start_overran(wiring: &Wiring, node: u16, limit: Duration) -> Error {
    let place = wiring.node(node).place;
    Error::new(
        Category::Lifecycle,
        codes::START_OVERRAN,
        format!("`{}` did not finish within {limit:?}", label(wiring, node)),
    )
    .context(while_starting(wiring, node))
    .action(format!(
        "see what {}:{} waits for, or raise the start deadline",
        place.file, place.line
    ))
}

pub(crate) fn stop_hook_failed(wiring: &Wiring, node: u16, cause: BoxError) -> Error {
    let (category, _) = inherit(&cause);
    Error::new(
        category,
        codes::STOP_HOOK_FAILED,
        format!("stop hook `{}` failed", label(wiring, node)),
    )
    .context(format!("stopping module `{}`", wiring.module_of(node).name))
    .caused_by(cause)
}

pub(crate) fn stop_overran(wiring: &Wiring, node: u16, limit: Duration) -> Error {
    let place = wiring.node(node).place;
    Error::new(
        Category::Lifecycle,
        codes::STOP_OVERRAN,
        format!(
            "`{}` did not stop within {limit:?} and was cut off",
            label(wiring, node)
        ),
    )
    .context(format!("stopping module `{}`", wiring.module_of(node).name))
    .action(format!(
        "make {}:{} return soon after it is told to stop",
        place.file, place.line
    ))
}

pub(crate) fn task_failed(wiring: &Wiring, node: u16, cause: BoxError) -> Error {
    let (category, _) = inherit(&cause);
    Error::new(
        category,
        codes::TASK_FAILED,
        format!("task `{}` failed", label(wiring, node)),
    )
    .caused_by(cause)
}

pub(crate) fn drop_panicked(wiring: &Wiring, node: u16, cause: BoxError) -> Error {
    Error::new(
        Category::Lifecycle,
        codes::DROP_PANICKED,
        format!("`{}` panicked while it was dropped", label(wiring, node)),
    )
    .caused_by(cause)
}

pub(crate) fn runtime_unavailable(what: &str, cause: std::io::Error) -> Error {
    Error::new(
        Category::Lifecycle,
        codes::RUNTIME_UNAVAILABLE,
        format!("{what} could not be set up"),
    )
    .caused_by(cause)
}

fn while_starting(wiring: &Wiring, node: u16) -> String {
    format!("starting module `{}`", wiring.module_of(node).name)
}

/// What a classified cause says about itself.
fn inherit(cause: &BoxError) -> (Category, Option<String>) {
    cause
        .downcast_ref::<Error>()
        .map_or((Category::Lifecycle, None), |error| {
            (error.category(), error.hint().map(str::to_owned))
        })
}
