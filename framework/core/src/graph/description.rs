use super::Scope;
use crate::private::FactsFn;

/// Where something stands in the user's source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the compiler names it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// A module of the application, in order of registration.
#[derive(Clone, Copy, Debug)]
pub struct Module {
    /// The name of the module's type; for an instance with that of the instance,
    /// `DatabaseModule[orders]`.
    pub name: &'static str,
    /// Which instance it is; empty for a module that has only one.
    pub instance: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// Where it is declared.
    pub place: Place,
    /// Whether the framework added it.
    pub builtin: bool,
    /// Whether its failure does not stop the application.
    pub optional: bool,
}

/// When something is there at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The dotted path of a setting, as the prefix of its section has it.
    pub path: &'static str,
    /// The value that it must have.
    pub value: &'static str,
    /// Where the user wrote the path.
    pub place: Place,
}

impl Condition {
    /// Whether two conditions hold at the same time, always.
    pub(crate) const fn is_same(this: Option<Self>, other: Option<Self>) -> bool {
        match (this, other) {
            (None, None) => true,
            (Some(this), Some(other)) => {
                same(this.path, other.path) && same(this.value, other.value)
            }
            _ => false,
        }
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A value that a provider makes.
    Service,
    /// A configuration section.
    Config,
    /// A function that runs when its module starts.
    OnStart,
    /// A function that runs before any module stops.
    OnDrain,
    /// A function that runs when its module stops.
    OnStop,
    /// A function that is told what a reload changes.
    OnReload,
    /// A health check.
    Health,
    /// A background task.
    Task,
    /// What the application asks for by itself.
    Expose,
    /// Wraps what others provide.
    Decorator,
}

impl Role {
    /// Whether it is there before its module starts; hooks, checks and tasks come after.
    #[must_use]
    pub const fn is_made(self) -> bool {
        matches!(self, Self::Service | Self::Config | Self::Decorator)
    }

    /// The name used in exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Config => "config",
            Self::OnStart => "on_start",
            Self::OnDrain => "on_drain",
            Self::OnStop => "on_stop",
            Self::OnReload => "on_reload",
            Self::Health => "health",
            Self::Task => "task",
            Self::Expose => "expose",
            Self::Decorator => "decorator",
        }
    }
}

/// A provider, configuration section, hook, health check or task. Nodes of one module are
/// contiguous and in order of declaration.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Index of its module.
    pub module: usize,
    /// What it is.
    pub role: Role,
    /// How long it lives; of what is no service, as long as the application.
    pub scope: Scope,
    /// Whether it takes arguments that are known only at run time.
    pub assisted: bool,
    /// Whether threads may share what it makes.
    pub shared: bool,
    /// The name of the method or struct.
    pub name: &'static str,
    /// The type it makes, as written; empty for hooks.
    pub ty: &'static str,
    /// Its doc comment.
    pub doc: &'static str,
    /// What the type it makes says of itself, if it is contributed and says something.
    pub facts: Option<FactsFn>,
    /// Where it is declared.
    pub place: Place,
    /// When it is there at all; always, if nothing says so.
    pub when: Option<Condition>,
    /// First of its edges.
    pub edges: usize,
    /// Number of its edges.
    pub edge_count: usize,
}

/// How a dependency is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// `Arc<T>` or `&T`.
    One,
    /// `Lazy<T>`: it orders nothing, and so may close a loop.
    Lazy,
    /// `Option<Arc<T>>`.
    Optional,
    /// `All<dyn Trait>`.
    All,
    /// `AllNamed<dyn Trait>`.
    AllNamed,
    /// What wraps an offer of the node.
    Decorators,
    /// `PerTenant<T>`: the one of the current tenant.
    PerTenant,
    /// `PerRequest<T>`: the one of the current request.
    PerRequest,
    /// `Factory<T>`: it is made from arguments.
    Factory,
}

impl EdgeKind {
    /// Whether the asker holds what it gets; the others are handles that find it later.
    #[must_use]
    pub const fn holds(self) -> bool {
        matches!(
            self,
            Self::One | Self::Optional | Self::All | Self::AllNamed | Self::Decorators
        )
    }

    /// Whether the asker can do without: what is not there is left out.
    #[must_use]
    pub const fn does_without(self) -> bool {
        matches!(self, Self::Optional | Self::All | Self::AllNamed)
    }

    /// Whether it asks for everything that fits.
    #[must_use]
    pub const fn is_set(self) -> bool {
        matches!(self, Self::All | Self::AllNamed | Self::Decorators)
    }
}

/// A dependency: one parameter or field of a node.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// The node that asks.
    pub node: usize,
    /// How it asks.
    pub kind: EdgeKind,
    /// The parameter's or field's name.
    pub param: &'static str,
    /// The type, as written.
    pub ty: &'static str,
    /// The name asked for with `#[named("…")]`; empty for none.
    pub name: &'static str,
    /// Where the type stands.
    pub place: Place,
    /// First of its candidates.
    pub candidates: usize,
    /// Number of its candidates.
    pub candidate_count: usize,
    /// An earlier edge that asks for the same type; [`super::NONE`] if this is the first.
    pub same_as: usize,
    /// The name of something that is provided under a similar name; empty for none.
    pub similar: &'static str,
    /// Where an interface is asked for that nobody provides: offers that may implement it.
    pub near: &'static [Candidate],
    /// How many members the set must have; 0 for what is no set.
    pub minimum: u32,
}

/// How an offer is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferKind {
    /// The type of the provider itself.
    Own,
    /// An interface of it: `#[provides(as = dyn Trait)]`.
    Interface,
    /// A member of a set: `#[contributes(dyn Trait)]`.
    Contribution,
    /// Wraps what is provided or contributed: `#[decorates(dyn Trait)]`.
    Decoration,
}

/// A type under which a node can be had.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// The node.
    pub node: usize,
    /// How it is offered.
    pub kind: OfferKind,
    /// The type, as written.
    pub ty: &'static str,
    /// Its name; empty for none.
    pub name: &'static str,
    /// Its priority; higher wins.
    pub priority: i32,
    /// Whether threads may share it.
    pub shared: bool,
    /// Whether the application says that it replaces all others of its type.
    pub replaces: bool,
    /// First of its rivals: candidates that compare this offer with earlier ones.
    pub rivals: usize,
    /// Number of its rivals.
    pub rival_count: usize,
}

/// One answer of the compiler: whether an offer's type is the asked type.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The offer.
    pub offer: usize,
    /// Whether its type is the asked one.
    pub fits: bool,
}

/// The whole graph of one application.
#[derive(Clone, Copy, Debug)]
pub struct Wiring {
    /// The name of the application's type.
    pub app: &'static str,
    /// Modules, in order of registration: imports before their importers.
    pub modules: &'static [Module],
    /// Nodes, grouped by module.
    pub nodes: &'static [Node],
    /// Edges, grouped by node.
    pub edges: &'static [Edge],
    /// Offers, grouped by node.
    pub offers: &'static [Offer],
    /// Candidates, grouped by edge; for [`EdgeKind::All`] in the order of the set.
    pub candidates: &'static [Candidate],
    /// Rivals, grouped by offer.
    pub rivals: &'static [Candidate],
    /// What the application's crate declares and the application does not list.
    pub hints: &'static [Hint],
}

/// What could be provided if it were listed.
#[derive(Clone, Copy, Debug)]
pub struct Hint {
    /// The dependency that wants it.
    pub edge: usize,
    /// What it is, and where.
    pub near: &'static str,
    /// How it becomes part of the application.
    pub help: &'static str,
}

impl Wiring {
    /// The graph of an application that did not compile.
    #[must_use]
    pub const fn empty(app: &'static str) -> Self {
        Self {
            app,
            modules: &[],
            nodes: &[],
            edges: &[],
            offers: &[],
            candidates: &[],
            rivals: &[],
            hints: &[],
        }
    }

    pub(crate) const fn node(&self, index: usize) -> &Node {
        &self.nodes[index]
    }

    pub(crate) const fn edge(&self, index: usize) -> &Edge {
        &self.edges[index]
    }

    pub(crate) const fn offer(&self, index: usize) -> &Offer {
        &self.offers[index]
    }

    pub(crate) const fn module_of(&self, node: usize) -> &Module {
        &self.modules[self.node(node).module]
    }

    /// The candidates of a node's edges are contiguous: their first and the one past their last.
    pub(crate) const fn candidates_of(&self, node: usize) -> (usize, usize) {
        let node = self.node(node);
        if node.edge_count == 0 {
            return (0, 0);
        }
        let first = &self.edges[node.edges];
        let last = &self.edges[node.edges + node.edge_count - 1];
        (first.candidates, last.candidates + last.candidate_count)
    }
}

/// Whether two strings are the same, in `const`.
pub(crate) const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}
