//! What a module or component is to an application `A`. The parameter `A` is local to the
//! application's crate, which is what lets the compiler normalise projections across crates.

use std::{future::Future, sync::Arc};

use super::BoxFuture;
use crate::{
    config::{ConfigSection, ConfigTree, Problems},
    error::BoxError,
    health::{CheckPolicy, Health},
    kernel::Kernel,
    lifecycle::{Stop, TaskPolicy},
};

/// Entry `N` is made by a synchronous function.
pub trait Provider<A, N> {
    /// The type that is made.
    type Output: ?Sized + Send + Sync + 'static;
    /// What it is made from, a tuple of handles.
    type Deps;

    /// Makes it.
    ///
    /// # Errors
    /// What the user's function returned.
    fn build(deps: Self::Deps, kernel: &Kernel) -> Result<Arc<Self::Output>, BoxError>;
}

/// Entry `N` is made by an asynchronous function.
pub trait AsyncProvider<A, N> {
    /// The type that is made.
    type Output: ?Sized + Send + Sync + 'static;
    /// What it is made from, a tuple of handles.
    type Deps;

    /// Makes it.
    fn build(deps: Self::Deps) -> BoxFuture<Result<Arc<Self::Output>, BoxError>>;
}

/// Entry `N` is a configuration section.
pub trait Section<A, N> {
    /// The section.
    type Output: ConfigSection;
}

/// The type of dependency `D` of entry `N`.
pub trait Dep<A, N, D> {
    /// The asked type, without its handle.
    type Ty: ?Sized;
}

/// Interface `K` under which entry `N` can be had.
pub trait Bind<A, N, K> {
    /// The type of the entry.
    type From: ?Sized;
    /// The interface.
    type Key: ?Sized + Send + Sync + 'static;

    /// The entry as the interface.
    fn bind(from: Arc<Self::From>) -> Arc<Self::Key>;
}

/// Entry `N` wraps what others provide.
pub trait Decorator<A, N> {
    /// The type that is wrapped.
    type Key: ?Sized + Send + Sync + 'static;
    /// What it needs besides, a tuple of handles.
    type Deps;

    /// Wraps one.
    ///
    /// # Errors
    /// What the user's function returned.
    fn wrap(inner: Arc<Self::Key>, deps: Self::Deps) -> Result<Arc<Self::Key>, BoxError>;
}

/// Entry `N` is a start or stop hook.
pub trait Hook<A, N> {
    /// What it needs, a tuple of handles.
    type Deps: Send + 'static;

    /// Runs it.
    fn run(deps: Self::Deps) -> BoxFuture<Result<(), BoxError>>;
}

/// Entry `N` is a health check.
pub trait Check<A, N> {
    /// What it needs, a tuple of handles.
    type Deps: Clone + Send + Sync + 'static;
    /// How long it may take, how long its answer lasts, and what hangs on it.
    const POLICY: CheckPolicy;

    /// Runs it once.
    fn run(deps: Self::Deps) -> BoxFuture<Health>;
}

/// Entry `N` is a background task.
pub trait Task<A, N> {
    /// What it needs, a tuple of handles.
    type Deps: Clone + Send + Sync + 'static;
    /// What becomes of it when it ends.
    const POLICY: TaskPolicy;

    /// Runs it until it ends by itself or is told to stop.
    fn run(deps: Self::Deps, stop: Stop) -> BoxFuture<Result<(), BoxError>>;
}

/// Component `I` of a module.
pub trait Component<A, I> {
    /// The component's type.
    type Type;
}

/// Import `I` of a module.
pub trait Import<A, I> {
    /// The imported module's type.
    type Type;
}

/// What a provider or hook may return: nothing, or a result.
#[diagnostic::on_unimplemented(
    message = "a hook or task returns nothing or a `Result`, not `{Self}`",
    label = "return nothing, or `Result<(), E>` with an error that is `Into<BoxError>`"
)]
pub trait Provided {
    /// The value in case of success.
    type Value;

    /// The value, or the error with its type erased.
    ///
    /// # Errors
    /// What the user's function returned.
    fn provided(self) -> Result<Self::Value, BoxError>;
}

impl Provided for () {
    type Value = ();

    fn provided(self) -> Result<(), BoxError> {
        Ok(())
    }
}

impl<T, E: Into<BoxError>> Provided for Result<T, E> {
    type Value = T;

    fn provided(self) -> Result<T, BoxError> {
        self.map_err(Into::into)
    }
}

/// The outcome of a hook or task, whatever it returns.
///
/// # Errors
/// What the user's function returned.
pub fn outcome<R: Provided<Value = ()>>(result: R) -> Result<(), BoxError> {
    result.provided()
}

/// Reads a section for its slot.
pub fn load_section<C: ConfigSection>(
    tree: &ConfigTree,
    problems: &mut Problems,
) -> Option<Arc<C>> {
    tree.section(problems).map(Arc::new)
}

/// Boxes a future, so that the graph's tables can hold it.
pub fn erased<T>(future: impl Future<Output = T> + Send + 'static) -> BoxFuture<T> {
    Box::pin(future)
}

/// What a health check may return.
#[diagnostic::on_unimplemented(
    message = "a health check returns `Health` or `Result<(), E>`, not `{Self}`",
    label = "return `Health`, or `Result<(), E>` with an error that can be displayed"
)]
pub trait Finding {
    /// What was found.
    fn finding(self) -> Health;
}

impl Finding for Health {
    fn finding(self) -> Health {
        self
    }
}

impl<E: std::fmt::Display> Finding for Result<(), E> {
    fn finding(self) -> Health {
        self.into()
    }
}

/// What a health check found, whatever it returns.
pub fn found(finding: impl Finding) -> Health {
    finding.finding()
}
