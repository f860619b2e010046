use proc_macro2::Ident;
use syn::Expr;

use super::{Dependency, Life, Offer, Output};
use crate::parse::{HealthArgs, TaskArgs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Service,
    Config,
    OnStart,
    OnDrain,
    OnStop,
    OnReload,
    Health,
    Task,
    /// What an application asks for from outside the graph.
    Expose,
    /// Wraps what others provide.
    Decorator,
}

impl Role {
    /// The word that stands for it on the wire; also the name of the graph's variant.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Service => "Service",
            Self::Config => "Config",
            Self::OnStart => "OnStart",
            Self::OnDrain => "OnDrain",
            Self::OnStop => "OnStop",
            Self::OnReload => "OnReload",
            Self::Health => "Health",
            Self::Task => "Task",
            Self::Expose => "Expose",
            Self::Decorator => "Decorator",
        }
    }

    /// Whether it makes a value.
    pub(crate) fn makes(self) -> bool {
        matches!(self, Self::Service | Self::Config)
    }
}

/// How the value of an entry comes about.
pub(crate) enum Making {
    /// By calling the method of the module.
    Method,
    /// By filling the fields of the struct, in order: injected, or by an expression.
    Fields {
        values: Vec<Option<Expr>>,
        names: Option<Vec<Ident>>,
    },
    /// By reading configuration.
    Section,
}

/// A provider, section, hook, check or task of a module or component.
pub(crate) struct Entry {
    /// Its number in its module or component.
    pub(crate) index: usize,
    pub(crate) role: Role,
    pub(crate) ident: Ident,
    pub(crate) doc: String,
    pub(crate) is_async: bool,
    pub(crate) making: Making,
    /// For services and sections.
    pub(crate) output: Option<Output>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) dependencies: Vec<Dependency>,
    /// Whether it may be unused.
    pub(crate) keep: bool,
    /// For health checks.
    pub(crate) health: HealthArgs,
    /// For tasks.
    pub(crate) task: TaskArgs,
    /// The return type, for spans.
    pub(crate) returns: Option<syn::Type>,
    /// How it comes and goes.
    pub(crate) life: Life,
}

impl Entry {
    /// Dependencies that are edges of the graph, in order.
    pub(crate) fn edges(&self) -> impl Iterator<Item = &Dependency> {
        self.dependencies
            .iter()
            .filter(|dependency| dependency.handle.is_edge())
    }
}
