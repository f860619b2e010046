use std::{future::Future, pin::Pin};

use crate::{
    config::{ConfigTree, Problems, SectionInfo},
    error::BoxError,
    graph::{AnalysisView, Wiring},
    health::{CheckPolicy, Health},
    kernel::Kernel,
    lifecycle::{Stop, TaskPolicy},
};

/// A boxed future that can be moved between threads.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// Puts a service that was made asynchronously into its slot.
pub type Store<S> = Box<dyn FnOnce(&mut S) -> Result<(), BoxError> + Send>;

/// Makes a service asynchronously.
pub type Making<S> = fn(&S) -> BoxFuture<Result<Store<S>, BoxError>>;

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
pub trait Application: Settings + Sized + Send + Sync + 'static {
    /// One typed slot per service and interface.
    type Slots: Default + Send + Sync + 'static;
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
}

/// What to do with each node of the graph, in order of the nodes.
pub struct Table<S: 'static> {
    /// Per node.
    pub steps: &'static [Step<S>],
    /// The configuration sections.
    pub sections: &'static [ConfigEntry<S>],
    /// Empties the slots of a node.
    pub clear: fn(&mut S, usize),
}

impl<S> Table<S> {
    /// The table of an application that did not compile.
    pub const EMPTY: Self = Self {
        steps: &[],
        sections: &[],
        clear: |_, _| {},
    };
}

/// A configuration section of the application.
pub struct ConfigEntry<S: 'static> {
    /// Its node.
    pub node: usize,
    /// Its prefix and fields.
    pub info: SectionInfo,
    /// Reads it and puts it into its slot.
    pub load: fn(&ConfigTree, &mut Problems, &mut S),
}

/// What to do with one node.
pub enum Step<S: 'static> {
    /// Nothing: configuration is read before, and what is exposed is made elsewhere.
    Nothing,
    /// Make the service.
    Build(fn(&mut S, &Kernel) -> Result<(), BoxError>),
    /// Make the service asynchronously.
    BuildAsync(Making<S>),
    /// Run the start hook.
    OnStart(fn(&S) -> BoxFuture<Result<(), BoxError>>),
    /// Bind the drain hook.
    OnDrain(fn(&S) -> StopFn),
    /// Bind the stop hook.
    OnStop(fn(&S) -> StopFn),
    /// Bind the health check.
    Health(fn(&S) -> CheckFn, CheckPolicy),
    /// Bind the task and start it.
    Task(fn(&S) -> TaskFn, TaskPolicy),
}
