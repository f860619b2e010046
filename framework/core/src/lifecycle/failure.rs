//! The errors of a life, with what the user wrote as their subject.

use std::{error::Error as StdError, time::Duration};

use crate::{
    error::{BoxError, Category, Error},
    events::EventKind,
    graph::{Role, Wiring},
    lifecycle::codes,
};

/// `OrderService` for a component, `OrdersModule::mailer` for a method.
pub(crate) fn label(wiring: &Wiring, node: usize) -> String {
    let described = wiring.node(node);
    if described.name == described.ty {
        described.name.to_owned()
    } else {
        format!("{}::{}", wiring.module_of(node).name, described.name)
    }
}

/// A provider or start hook failed; the cause's own category decides the class.
pub(crate) fn start_failed(wiring: &Wiring, node: usize, cause: BoxError) -> Error {
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

pub(crate) fn start_overran(wiring: &Wiring, node: usize, limit: Duration) -> Error {
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

/// An optional module needs something of another one that did not start.
pub(crate) fn module_lacks(wiring: &Wiring, node: usize, target: usize) -> Error {
    Error::new(
        Category::Dependency,
        codes::MODULE_LACKS,
        format!(
            "`{}` needs `{}` of `{}`, which did not start",
            label(wiring, node),
            label(wiring, target),
            wiring.module_of(target).name
        ),
    )
    .context(while_starting(wiring, node))
    .action("see why that module did not start")
}

pub(crate) fn stop_hook_failed(wiring: &Wiring, node: usize, cause: BoxError) -> Error {
    let (category, _) = inherit(&cause);
    Error::new(
        category,
        codes::STOP_HOOK_FAILED,
        format!("stop hook `{}` failed", label(wiring, node)),
    )
    .context(format!("stopping module `{}`", wiring.module_of(node).name))
    .caused_by(cause)
}

pub(crate) fn drain_hook_failed(wiring: &Wiring, node: usize, cause: BoxError) -> Error {
    let (category, _) = inherit(&cause);
    Error::new(
        category,
        codes::DRAIN_HOOK_FAILED,
        format!("drain hook `{}` failed", label(wiring, node)),
    )
    .context(format!("draining module `{}`", wiring.module_of(node).name))
    .caused_by(cause)
}

/// The drain was over before this hook was.
pub(crate) fn drain_overran(wiring: &Wiring, node: usize, limit: Duration) -> Error {
    let (subject, place) = (label(wiring, node), wiring.node(node).place);
    Error::new(
        Category::Lifecycle,
        codes::DRAIN_OVERRAN,
        format!("`{subject}` was not done within the {limit:?} of the drain and was cut off"),
    )
    .context(format!("draining module `{}`", wiring.module_of(node).name))
    .action(format!(
        "see what {}:{} waits for, or raise the drain deadline",
        place.file, place.line
    ))
}

/// A critical observer did not agree with what the start had come to.
pub(crate) fn start_refused(observer: &str, kind: &EventKind, cause: BoxError) -> Error {
    let (category, hint) = inherit(&cause);
    Error::new(
        category,
        codes::START_REFUSED,
        format!("the critical observer `{observer}` refused the start"),
    )
    .context(format!("telling it `{kind}`"))
    .action(hint.unwrap_or_else(|| format!("see the cause, or mend `{observer}`")))
    .caused_by(cause)
}

/// The start was given up because the application was told to stop.
pub(crate) fn start_interrupted() -> Error {
    Error::new(
        Category::Lifecycle,
        codes::START_INTERRUPTED,
        "the start was interrupted: the application was told to stop",
    )
}

/// Something that can be cut off was, after `limit`.
pub(crate) fn stop_overran(wiring: &Wiring, node: usize, limit: &str) -> Error {
    let subject = label(wiring, node);
    overran(
        wiring,
        node,
        format!("`{subject}` did not stop within {limit} and was cut off"),
    )
}

/// A task that blocks its thread cannot be cut off.
pub(crate) fn stop_blocked(wiring: &Wiring, node: usize, limit: &str) -> Error {
    let subject = label(wiring, node);
    overran(
        wiring,
        node,
        format!("`{subject}` did not stop within {limit} and still blocks its thread"),
    )
}

/// A task of `Tasks` did not end.
pub(crate) fn spawned_overran(name: &str, limit: &str, blocked: bool) -> Error {
    let end = if blocked {
        "still blocks its thread"
    } else {
        "was cut off"
    };
    Error::new(
        Category::Lifecycle,
        codes::STOP_OVERRAN,
        format!("task `{name}` did not stop within {limit} and {end}"),
    )
    .context("stopping the tasks that were spawned")
    .action("make it return soon after it is told to stop")
}

fn overran(wiring: &Wiring, node: usize, headline: String) -> Error {
    let place = wiring.node(node).place;
    Error::new(Category::Lifecycle, codes::STOP_OVERRAN, headline)
        .context(format!("stopping module `{}`", wiring.module_of(node).name))
        .action(format!(
            "make {}:{} return soon after it is told to stop",
            place.file, place.line
        ))
}

pub(crate) fn task_failed(wiring: &Wiring, node: usize, cause: BoxError) -> Error {
    let (category, _) = inherit(&cause);
    Error::new(
        category,
        codes::TASK_FAILED,
        format!("task `{}` failed", label(wiring, node)),
    )
    .caused_by(cause)
}

pub(crate) fn drop_panicked(wiring: &Wiring, node: usize, cause: BoxError) -> Error {
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

fn while_starting(wiring: &Wiring, node: usize) -> String {
    format!("starting module `{}`", wiring.module_of(node).name)
}

/// What the first classified error among the causes says about itself.
fn inherit(cause: &BoxError) -> (Category, Option<String>) {
    let first: &(dyn StdError + 'static) = cause.as_ref();
    std::iter::successors(Some(first), |&error| error.source())
        .find_map(|error| error.downcast_ref::<Error>())
        .map_or((Category::Lifecycle, None), |error| {
            (error.category(), error.hint().map(str::to_owned))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the mailer has no relay")]
    struct MailError(#[source] Error);

    #[test]
    fn an_error_of_a_module_passes_the_category_and_advice_of_its_cause_on() {
        let cause = Error::new(Category::Dependency, "PL1301", "no answer").action("start it");
        let (category, hint) = inherit(&MailError(cause).into());
        assert_eq!(category, Category::Dependency);
        assert_eq!(hint.as_deref(), Some("start it"));
        assert_eq!(inherit(&"a text".into()).0, Category::Lifecycle);
    }
}
