//! What a module or component is to an application `A`. The parameter `A` is local to the
//! application's crate, which is what lets the compiler normalise projections across crates.

use std::{future::Future, sync::Arc};

use super::BoxFuture;
use crate::{
    config::{Change, ConfigSection, ConfigTree, Live, Problems, SectionInfo, SectionValue},
    error::BoxError,
    health::{CheckPolicy, Health},
    kernel::Kernel,
    lifecycle::{Stop, TaskPolicy},
    scope::Assisted,
};

/// Entry `N` is made by a synchronous function.
pub trait Provider<A, N> {
    /// The type that is made.
    type Output: ?Sized + 'static;
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
    type Output: ?Sized + 'static;
    /// What it is made from, a tuple of handles.
    type Deps;

    /// Makes it.
    fn build(deps: Self::Deps) -> BoxFuture<Result<Arc<Self::Output>, BoxError>>;
}

/// Entry `N` is made from arguments that are known only at run time.
pub trait AssistedProvider<A, N> {
    /// The type that is made.
    type Output: ?Sized + Assisted;
    /// What is injected, a tuple of handles.
    type Deps;

    /// Makes it.
    fn build(
        deps: Self::Deps,
        arguments: <Self::Output as Assisted>::Args,
    ) -> BoxFuture<Result<<Self::Output as Assisted>::Made, BoxError>>;
}

/// Entry `N` is told before it is dropped, when its request or tenant ends.
pub trait Ending<A, N> {
    /// The type that is told.
    type Of: ?Sized + 'static;

    /// Tells it.
    fn end(service: Arc<Self::Of>) -> BoxFuture<Result<(), BoxError>>;
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

/// An interface that dependency `D` of entry `N` asks for: what implements it is to be found out
/// where nobody provides it.
pub trait Asked<A, N, D> {
    /// A type whose inherent `IMPLEMENTS` shadows that of [`Lacks`](super::Lacks) if `T`
    /// implements the interface.
    type By<T: ?Sized>: ?Sized;
}

/// Interface `K` under which entry `N` can be had.
pub trait Bind<A, N, K> {
    /// The type of the entry.
    type From: ?Sized;
    /// The interface.
    type Key: ?Sized + 'static;

    /// The entry as the interface.
    fn bind(from: Arc<Self::From>) -> Arc<Self::Key>;
}

/// Entry `N` wraps what others provide.
pub trait Decorator<A, N> {
    /// The type that is wrapped.
    type Key: ?Sized + 'static;
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
    type Deps: 'static;

    /// Runs it.
    fn run(deps: Self::Deps) -> BoxFuture<Result<(), BoxError>>;
}

/// Entry `N` is a health check.
pub trait Check<A, N> {
    /// What it needs, a tuple of handles.
    type Deps: Clone + 'static;
    /// How long it may take, how long its answer lasts, and what hangs on it.
    const POLICY: CheckPolicy;

    /// Runs it once.
    fn run(deps: Self::Deps) -> BoxFuture<Health>;
}

/// Entry `N` is a reload hook.
pub trait ReloadHook<A, N> {
    /// What it needs, a tuple of handles.
    type Deps: Clone + 'static;
    /// The section that it follows.
    type Section: ConfigSection;
    /// How long it may take, in milliseconds.
    const TIMEOUT_MS: u64;

    /// The handle of the section.
    fn live(deps: &Self::Deps) -> &Live<Self::Section>;

    /// Tells it what changes.
    fn run(deps: Self::Deps, change: Change<Self::Section>) -> BoxFuture<Result<(), BoxError>>;
}

/// Entry `N` is a background task.
pub trait Task<A, N> {
    /// What it needs, a tuple of handles.
    type Deps: Clone + 'static;
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

/// Reads a section, with its type erased.
pub fn read_section<C: ConfigSection>(
    tree: &ConfigTree,
    info: &SectionInfo,
    problems: &mut Problems,
) -> Option<SectionValue> {
    let section: C = tree.section_of(info, problems)?;
    Some(Arc::new(section))
}

/// Boxes a future, so that the graph's tables can hold it.
pub fn erased<T>(future: impl Future<Output = T> + Send + 'static) -> BoxFuture<T> {
    Box::pin(future)
}
