use std::future::pending;

use tokio::time::{Instant, sleep_until};

use super::{
    Stop,
    panic::{contained, guarded},
};
use crate::{error::BoxError, private::BoxFuture};

/// How user code ended.
pub(crate) enum Ended<R> {
    /// By itself.
    Done(R),
    /// With a panic, of the code or of what made the future.
    Panicked(BoxError),
    /// It was cut off at its deadline.
    Overran,
    /// It was cut off because the application was told to stop.
    Interrupted,
}

impl<T> Ended<Result<T, BoxError>> {
    /// A panic is an error like any other.
    pub(crate) fn flattened(self) -> Self {
        match self {
            Self::Panicked(cause) => Self::Done(Err(cause)),
            other => other,
        }
    }
}

/// Runs user code until it ends, `deadline` passes or `interrupt` is requested. Its panics are
/// contained, also those of dropping what was cut off.
pub(crate) async fn bounded<R>(
    deadline: Instant,
    interrupt: &Stop,
    make: impl FnOnce() -> BoxFuture<R>,
) -> Ended<R> {
    until(deadline, interrupt.requested(), make).await
}

/// The same for code that nobody interrupts.
pub(crate) async fn within<R>(deadline: Instant, make: impl FnOnce() -> BoxFuture<R>) -> Ended<R> {
    until(deadline, pending(), make).await
}

async fn until<R>(
    deadline: Instant,
    interrupted: impl Future<Output = ()>,
    make: impl FnOnce() -> BoxFuture<R>,
) -> Ended<R> {
    let mut future = match guarded(|| Ok(make())) {
        Ok(future) => future,
        Err(cause) => return Ended::Panicked(cause),
    };
    let ended = tokio::select! {
        biased;
        outcome = contained(&mut future) => match outcome {
            Ok(result) => Ended::Done(result),
            Err(cause) => Ended::Panicked(cause),
        },
        () = interrupted => Ended::Interrupted,
        () = sleep_until(deadline) => Ended::Overran,
    };
    let dropped = guarded(move || {
        drop(future);
        Ok(())
    });
    if let Err(cause) = dropped {
        tracing::error!(target: "purlin", "what was cut off {cause}");
    }
    ended
}
