//! What threads may share, decided by the compiler where it can be said well.
//!
//! A bound would say it in the compiler's words, at every place that follows from the one mistake.
//! So nothing is demanded: where something is not shared, what needs it is replaced by what is
//! never called, and the graph says once which service it is (PL0016).

use std::{future::Future, marker::PhantomData};

use super::{BoxFuture, CheckFn, StopFn, Store, TaskFn, unwired};
use crate::{
    config::{BoundReload, Change, Live},
    error::BoxError,
    health::Health,
    lifecycle::Stop,
};

type Outcome = BoxFuture<Result<(), BoxError>>;

/// What is done with `D` if threads may share it; the inherent items shadow those of
/// [`Unshared`], which every type has.
pub struct Shared<D: ?Sized>(PhantomData<D>);

impl<D: ?Sized + Send + Sync + 'static> Shared<D> {
    /// Threads may share it.
    pub const YES: bool = true;

    /// Boxes a future, so that the graph's tables can hold it.
    pub fn erased<T>(future: impl Future<Output = T> + Send + 'static) -> BoxFuture<T> {
        Box::pin(future)
    }

    /// A drain or stop hook.
    pub fn stop(run: impl FnOnce() -> Outcome + Send + 'static) -> StopFn {
        Box::new(run)
    }

    /// A health check.
    pub fn check(run: impl Fn() -> BoxFuture<Health> + Send + Sync + 'static) -> CheckFn {
        Box::new(run)
    }

    /// A task.
    pub fn task(run: impl Fn(Stop) -> Outcome + Send + Sync + 'static) -> TaskFn {
        Box::new(run)
    }

    /// A reload hook.
    pub fn reload<C: Send + Sync + 'static>(
        live: &Live<C>,
        run: impl Fn(Change<C>) -> Outcome + Send + Sync + 'static,
    ) -> BoundReload {
        BoundReload::new(live, run)
    }

    /// Puts what was made into its slots.
    pub fn store<S>(
        store: impl FnOnce(&mut S) -> Result<(), BoxError> + Send + 'static,
    ) -> Store<S> {
        Box::new(store)
    }
}

/// See [`Shared`]. Nothing of it is ever called: the build has failed by then.
pub trait Unshared<D: ?Sized> {
    /// Threads may not share it.
    const YES: bool = false;

    /// Never called.
    #[must_use]
    fn erased<T>(_future: impl Future<Output = T>) -> BoxFuture<T> {
        unwired()
    }

    /// Never called.
    #[must_use]
    fn stop(_run: impl FnOnce() -> Outcome) -> StopFn {
        unwired()
    }

    /// Never called.
    #[must_use]
    fn check(_run: impl Fn() -> BoxFuture<Health>) -> CheckFn {
        unwired()
    }

    /// Never called.
    #[must_use]
    fn task(_run: impl Fn(Stop) -> Outcome) -> TaskFn {
        unwired()
    }

    /// Never called.
    #[must_use]
    fn reload<C: Send + Sync + 'static>(
        _live: &Live<C>,
        _run: impl Fn(Change<C>) -> Outcome,
    ) -> BoundReload {
        unwired()
    }

    /// Never called.
    #[must_use]
    fn store<S>(_store: impl FnOnce(&mut S) -> Result<(), BoxError>) -> Store<S> {
        unwired()
    }
}

impl<D: ?Sized> Unshared<D> for Shared<D> {}
