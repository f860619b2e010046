//! The errors of scopes, in one place, so that they read alike.

use super::{
    codes,
    site::{Lifespan, Site},
};
use crate::error::{BoxError, Category, Error};

/// Nothing says whose service is meant.
pub(super) fn no_scope(site: &Site) -> Error {
    let (code, what, action) = match site.lifespan {
        Lifespan::Tenant => (
            codes::NO_TENANT,
            "tenant",
            "use the handle where a tenant is known, such as in a handler of one of its requests",
        ),
        Lifespan::Request | Lifespan::Each => (
            codes::NO_REQUEST,
            "request",
            "use the handle while a request is handled, or enter a context of your own",
        ),
    };
    Error::new(
        Category::Lifecycle,
        code,
        format!(
            "`{}` is one per {what}, and no {what} is current",
            site.label
        ),
    )
    .action(action)
}

pub(super) fn ended(site: &Site) -> Error {
    let what = site.lifespan.word();
    Error::new(
        Category::Lifecycle,
        codes::SCOPE_ENDED,
        format!("`{}` was asked for after its {what} had ended", site.label),
    )
    .action(format!(
        "finish what needs it before the {what} ends; a task of its own needs a context of its own"
    ))
}

pub(super) fn making_failed(site: &Site, cause: BoxError) -> Error {
    assembly_failed(site.label, cause)
}

pub(super) fn assembly_failed(label: &str, cause: BoxError) -> Error {
    let category = match cause.downcast_ref::<Error>() {
        Some(error) => error.category(),
        None => Category::Dependency,
    };
    Error::new(
        category,
        codes::MAKING_FAILED,
        format!("`{label}` could not be made"),
    )
    .caused_by(cause)
}

pub(super) fn other_application(site: &Site) -> Error {
    let what = site.lifespan.word();
    Error::new(
        Category::Lifecycle,
        codes::OTHER_APPLICATION,
        format!(
            "`{}` was asked for in a {what} of another application",
            site.label
        ),
    )
    .action("give every application of a process contexts of its own")
}

pub(super) fn asked_while_made(site: &Site) -> Error {
    Error::new(
        Category::Lifecycle,
        codes::ASKED_WHILE_MADE,
        format!("`{}` is asked for by what it takes to make it", site.label),
    )
    .action("use `Lazy` and the handles of scopes in methods, not while a service is made")
}

pub(super) fn drop_hook_failed(label: &str, cause: BoxError) -> Error {
    Error::new(
        Category::Lifecycle,
        codes::DROP_HOOK_FAILED,
        format!("the drop hook of `{label}` failed"),
    )
    .caused_by(cause)
}

pub(super) fn drop_panicked(label: &str, cause: BoxError) -> Error {
    Error::new(
        Category::Lifecycle,
        codes::SCOPED_DROP_PANICKED,
        format!("`{label}` panicked while it was dropped"),
    )
    .caused_by(cause)
}
