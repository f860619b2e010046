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

/// A caught panic, as an error. The payload is user code too: dropping it may panic again.
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> BoxError {
    let error = Panicked(panic_message(&*panic));
    let _ = catch_unwind(AssertUnwindSafe(move || drop(panic))).map_err(std::mem::forget);
    error.into()
}

/// Runs user code; its panic becomes an error.
pub(crate) fn guarded<T>(run: impl FnOnce() -> Result<T, BoxError>) -> Result<T, BoxError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(panicked(panic)))
}

/// Awaits user code; its panic becomes an error.
pub(crate) async fn contained<F: Future>(future: F) -> Result<F::Output, BoxError> {
    AssertUnwindSafe(future)
        .catch_unwind()
        .await
        .map_err(panicked)
}
