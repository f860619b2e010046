//! Why a reload was refused.

use std::time::Duration;

use super::FieldChange;
use crate::{
    config::codes,
    error::{BoxError, Category, Error},
};

/// Fields that cannot change while the application runs.
pub(super) fn static_changed(changes: &[FieldChange]) -> Error {
    let fields: Vec<String> = changes.iter().map(ToString::to_string).collect();
    let headline = match fields.as_slice() {
        [_] => "a setting cannot change while the application runs".to_owned(),
        many => format!(
            "{} settings cannot change while the application runs",
            many.len()
        ),
    };
    Error::new(Category::Config, codes::STATIC_CHANGED, headline)
        .context("reloading the configuration; nothing of it was applied")
        .caused_by(fields.join("\n"))
        .action("restart the application, or change them back")
}

pub(super) fn hook_failed(name: &str, cause: BoxError) -> Error {
    let headline = format!("reload hook `{name}` refused the change");
    refused(headline).caused_by(cause)
}

pub(super) fn hook_overran(name: &str, limit: Duration) -> Error {
    refused(format!(
        "reload hook `{name}` did not answer within {limit:?}"
    ))
}

fn refused(headline: String) -> Error {
    Error::new(Category::Config, codes::HOOK_FAILED, headline)
        .context("reloading the configuration; the old values stay")
}

/// A source of the application's own that panicked.
pub(super) fn source_panicked(cause: tokio::task::JoinError) -> Error {
    Error::new(
        Category::Config,
        codes::BAD_FILE,
        "a source of the configuration panicked while it was read",
    )
    .caused_by(cause)
}
