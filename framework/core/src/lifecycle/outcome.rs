use crate::error::BoxError;

/// What a provider or hook may return: nothing, or a result.
#[diagnostic::on_unimplemented(
    message = "[PL0111] `{Self}` is no outcome: hooks and tasks return nothing or `Result<(), E>`, providers `T` or `Result<T, E>`",
    label = "the error type of a `Result` has to implement `Error`",
    note = "docs: https://purlin.rs/errors/PL0111.html"
)]
pub trait Outcome {
    /// The value in case of success.
    type Value;

    /// The value, or the error with its type erased.
    ///
    /// # Errors
    /// What the user's function returned.
    fn outcome(self) -> Result<Self::Value, BoxError>;
}

#[diagnostic::do_not_recommend]
impl Outcome for () {
    type Value = ();

    fn outcome(self) -> Result<(), BoxError> {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<T, E: Into<BoxError>> Outcome for Result<T, E> {
    type Value = T;

    fn outcome(self) -> Result<T, BoxError> {
        self.map_err(Into::into)
    }
}

/// What a provider made, or the error with its type erased.
///
/// # Errors
/// What the user's function returned.
pub fn provided<T, E>(result: Result<T, E>) -> Result<T, BoxError>
where
    Result<T, E>: Outcome<Value = T>,
{
    result.outcome()
}

/// What a decorator made; its error says which decorator it was, for the error of the start names
/// what is decorated.
///
/// # Errors
/// What the decorator returned.
pub fn decorated<T>(by: &'static str, made: Result<T, BoxError>) -> Result<T, BoxError> {
    made.map_err(|source| Undecorated { by, source }.into())
}

/// A decorator failed.
#[derive(Debug, thiserror::Error)]
#[error("`{by}`, which decorates it, failed")]
struct Undecorated {
    by: &'static str,
    source: BoxError,
}

/// The outcome of a drop hook, whatever it returns.
///
/// # Errors
/// What the user's function returned.
pub async fn told<R: Outcome<Value = ()>>(hook: impl Future<Output = R>) -> Result<(), BoxError> {
    hook.await.outcome()
}

/// The outcome of a hook or task, whatever it returns.
///
/// # Errors
/// What the user's function returned.
pub fn outcome<R: Outcome<Value = ()>>(result: R) -> Result<(), BoxError> {
    result.outcome()
}
