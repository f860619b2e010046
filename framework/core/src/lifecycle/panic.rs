use std::{
    any::Any,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
};

use futures_util::FutureExt;

use crate::error::BoxError;

/// A panic of user code, as an error.
#[derive(Debug, thiserror::Error)]
#[error("panicked: {0}")]
struct Panicked(String);

/// The text of a caught panic, as far as it has one.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&'static str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "(no message)".to_owned())
}

/// Runs user code; its panic becomes an error.
pub(crate) fn guarded<T>(run: impl FnOnce() -> Result<T, BoxError>) -> Result<T, BoxError> {
    catch_unwind(AssertUnwindSafe(run))
        .unwrap_or_else(|panic| Err(Panicked(panic_message(&*panic)).into()))
}

/// Makes a future by user code and awaits it; a panic of either becomes an error.
pub(crate) async fn contained<T, F>(make: impl FnOnce() -> F) -> Result<T, BoxError>
where
    F: Future<Output = Result<T, BoxError>>,
{
    AssertUnwindSafe(async { make().await })
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| Err(Panicked(panic_message(&*panic)).into()))
}
