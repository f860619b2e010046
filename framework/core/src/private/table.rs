use std::{any::Any, future::Future, pin::Pin, process::ExitCode, time::Duration};

use super::{Service, Slots, unwired};
use crate::{
    app::AppBuilder,
    config::{BoundReload, LiveValues, ReadSection, SectionInfo},
    error::BoxError,
    graph::{AnalysisView, Wiring},
    health::{CheckPolicy, Health},
    kernel::Kernel,
    lifecycle::{Stop, TaskPolicy},
    registry::Index,
};

/// A boxed future that can be moved between threads.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// Puts a service that was made asynchronously into its slot.
pub type Store<S> = Box<dyn FnOnce(&mut S) -> Result<(), BoxError> + Send>;

/// Makes a service asynchronously.
pub type Making<S> = fn(&S) -> Result<BoxFuture<Result<Store<S>, BoxError>>, BoxError>;

/// Makes a service: each dependency comes out of a cell, and the service goes into one.
pub type Make<S> = fn(&mut S, &Kernel, &dyn Fn(usize) -> usize, usize) -> Result<(), BoxError>;

/// A start hook that runs.
pub type StartFuture = BoxFuture<Result<(), BoxError>>;

/// A drain or stop hook bound to its services.
pub type StopFn = Box<dyn FnOnce() -> BoxFuture<Result<(), BoxError>> + Send>;

/// A health check bound to its services.
pub type CheckFn = Box<dyn Fn() -> BoxFuture<Health> + Send + Sync>;

/// A task bound to its services; each call is a run of its own.
pub type TaskFn = Box<dyn Fn(Stop) -> BoxFuture<Result<(), BoxError>> + Send + Sync>;

/// What the declaration of an application says besides its graph.
pub trait Settings {
    /// Whether modules that do not need each other start at once.
    const PARALLEL: bool;
}

/// What the macros generate for an application.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an application",
    label = "put `#[app(modules = […])]` on it"
)]
pub trait Assembled: Settings + Sized + Send + Sync + 'static {
    /// One typed slot per service and interface.
    type Slots: Slots;
    /// The name of the application's type.
    const NAME: &'static str;
    /// The version of the application's package.
    const VERSION: &'static str;
    /// The doc comment of the application's type.
    const DOC: &'static str;
    /// The graph.
    const WIRING: &'static Wiring;
    /// What the build found out about it.
    const ANALYSIS: AnalysisView;
    /// What to do, node by node.
    const TABLE: Table<Self::Slots>;
    /// Where names are looked up.
    fn index() -> &'static Index;
}

/// An application whose services can all be shared between threads. One that cannot run has its
/// errors where the services are declared, and none besides.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an application that can run",
    label = "put `#[app(modules = […])]` on it"
)]
pub trait Application: Assembled<Slots: Service> {}

impl<A: Assembled<Slots: Service>> Application for A {}

/// The doors of the application `A`: these if it was assembled, those of [`NoEntrance`] if not.
pub struct Entrance<A>(std::marker::PhantomData<A>);

impl<A: Application> Entrance<A> {
    /// The command line.
    #[must_use]
    pub fn main() -> ExitCode {
        crate::app::main::<A>()
    }

    /// The programmatic door.
    pub fn builder() -> AppBuilder<A> {
        AppBuilder::new()
    }
}

/// See [`Entrance`]. The build has failed by then, and its own error says why.
pub trait NoEntrance<A> {
    /// Never called.
    #[must_use]
    fn main() -> ExitCode {
        unwired()
    }

    /// Never called.
    fn builder() -> AppBuilder<A> {
        unwired()
    }
}

impl<A> NoEntrance<A> for Entrance<A> {}

/// What to do with each node of the graph, in order of the nodes.
pub struct Table<S: 'static> {
    /// Per node.
    pub steps: &'static [Step<S>],
    /// Per offer: the cell that it is in, if it is in one.
    pub cells: &'static [usize],
    /// The configuration sections.
    pub sections: &'static [ConfigEntry<S>],
    /// Empties what a node has beside its cells.
    pub clear: fn(&mut S, usize),
    /// Puts an `Arc<T>` into the place of an offer that has more than a cell, if that is what it
    /// holds.
    pub replace: fn(&mut S, usize, &dyn Any) -> bool,
}

impl<S> Table<S> {
    /// The table of an application that did not compile.
    pub const EMPTY: Self = Self {
        steps: &[],
        cells: &[],
        sections: &[],
        clear: |_, _| {},
        replace: |_, _, _| false,
    };
}

/// A configuration section of the application.
pub struct ConfigEntry<S: 'static> {
    /// Its node.
    pub node: usize,
    /// Its prefix and fields.
    pub info: SectionInfo,
    /// Reads it.
    pub read: ReadSection,
    /// Puts it and its handle into their slots: the values, and its number in them.
    pub put: fn(&mut S, &LiveValues, usize),
}

/// What to do with one node. What is made anew for its asker may fail while it is bound.
pub enum Step<S: 'static> {
    /// Nothing: configuration is read before, and what is exposed is made elsewhere.
    Nothing,
    /// Make the service from what is in cells, and put it into its own.
    Make(Make<S>),
    /// Make the service.
    Build(fn(&mut S, &Kernel) -> Result<(), BoxError>),
    /// Make the service asynchronously.
    BuildAsync(Making<S>),
    /// Run the start hook.
    OnStart(fn(&S) -> Result<StartFuture, BoxError>),
    /// Bind the drain hook.
    OnDrain(fn(&S) -> Result<StopFn, BoxError>),
    /// Bind the stop hook.
    OnStop(fn(&S) -> Result<StopFn, BoxError>),
    /// Bind the reload hook; it has this time for an answer.
    OnReload(fn(&S) -> Result<BoundReload, BoxError>, Duration),
    /// Bind the health check.
    Health(fn(&S) -> Result<CheckFn, BoxError>, CheckPolicy),
    /// Bind the task and start it.
    Task(fn(&S) -> Result<TaskFn, BoxError>, TaskPolicy),
}
