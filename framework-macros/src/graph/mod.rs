//! The application's own model: every module, node, offer, edge and candidate, numbered. Tokens
//! choose candidates here; types decide later, in the compiler.

mod build;
mod candidates;
mod cells;
mod unlisted;
mod unused;

use proc_macro2::{Ident, TokenStream};

pub(crate) use build::build;
pub(crate) use cells::Cells;
pub(crate) use unlisted::hints;
pub(crate) use unused::{uncollected, unused};

use crate::{
    model::{Lives, OfferKind, Place, Role},
    wire::{DeclaredCondition, DeclaredDependency, DeclaredModule},
};

/// The whole application.
pub(crate) struct Graph {
    pub(crate) app: Ident,
    pub(crate) modules: Vec<Module>,
    pub(crate) owners: Vec<Owner>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) cells: Cells,
}

/// A module, and how its type is reached from the application.
pub(crate) struct Module {
    pub(crate) id: u64,
    pub(crate) reach: TokenStream,
    /// Its name; for an instance with that of the instance, `DatabaseModule[orders]`.
    pub(crate) name: String,
    /// Which instance it is; empty for the only one.
    pub(crate) instance: String,
    pub(crate) doc: String,
    pub(crate) place: Place,
    pub(crate) builtin: bool,
    /// Whether the application's own crate declares it.
    pub(crate) local: bool,
    /// Whether its failure does not stop the application.
    pub(crate) optional: bool,
}

/// A type that carries entries: a module, or a component of it.
pub(crate) struct Owner {
    pub(crate) module: usize,
    pub(crate) component: Option<usize>,
}

/// A provider, section, hook, check or task.
pub(crate) struct Node {
    pub(crate) module: usize,
    pub(crate) owner: usize,
    pub(crate) role: Role,
    /// Its number in its owner.
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) place: Place,
    pub(crate) is_async: bool,
    pub(crate) keep: bool,
    pub(crate) lives: Lives,
    /// When it is there at all.
    pub(crate) when: Option<DeclaredCondition>,
    pub(crate) span: proc_macro2::Span,
    pub(crate) ty: String,
    /// Its offers, a range.
    pub(crate) offers: std::ops::Range<usize>,
    /// Its edges, a range.
    pub(crate) edges: std::ops::Range<usize>,
}

impl Graph {
    /// Whether settings of a module decide what of it is there.
    pub(crate) fn decides(&self, module: usize) -> bool {
        let mut nodes = self.nodes.iter();
        nodes.any(|node| node.module == module && node.when.is_some())
    }
}

impl Node {
    /// Whether there is one before anybody asks.
    pub(crate) fn is_made_at_start(&self) -> bool {
        self.lives.scope.is_made_at_start()
    }

    /// What people call it: `OrderService` for a component, `OrdersModule::mailer` for a method.
    pub(crate) fn label(&self, graph: &Graph) -> String {
        if self.name == self.ty {
            self.name.clone()
        } else {
            format!("{}::{}", graph.modules[self.module].name, self.name)
        }
    }
}

/// A type under which a node can be had.
pub(crate) struct Offer {
    pub(crate) node: usize,
    pub(crate) kind: OfferKind,
    /// Its number in its node.
    pub(crate) position: usize,
    pub(crate) ty: String,
    pub(crate) span: proc_macro2::Span,
    pub(crate) ident: Option<String>,
    pub(crate) name: String,
    pub(crate) priority: i32,
    /// Earlier offers that may be of the same type.
    pub(crate) rivals: Vec<usize>,
    /// Whether any offer may be of the same type.
    pub(crate) contested: bool,
    /// Whether somebody may ask for it lazily.
    pub(crate) lazy: bool,
    /// Whether it may be a member of a map.
    pub(crate) mapped: bool,
    /// Where the application says that it replaces all others of its type.
    pub(crate) replaces: Option<proc_macro2::Span>,
}

/// A dependency.
pub(crate) struct Edge {
    pub(crate) node: usize,
    pub(crate) subject: Subject,
    pub(crate) asked: DeclaredDependency,
    /// Offers that may be what is asked for; of a set in the order of the set.
    pub(crate) candidates: Vec<usize>,
    pub(crate) same_as: SameAs,
    pub(crate) similar: String,
    /// Where an interface is asked for that nobody provides by that name: what may implement it.
    pub(crate) near: Vec<usize>,
}

impl Edge {
    /// Whether what it gets is known only when the configuration has been read, or some of it may
    /// not be there then.
    pub(crate) fn is_switch(&self, graph: &Graph) -> bool {
        let mut candidates = self.candidates.iter();
        candidates.any(|&offer| graph.nodes[graph.offers[offer].node].when.is_some())
    }
}

/// What an edge is about.
#[derive(Clone, Copy)]
pub(crate) enum Subject {
    /// The node's dependency with this number.
    Dependency(usize),
    /// This offer of the node, which may be wrapped.
    Offer(usize),
}

/// Whether an earlier edge asks for the same type.
#[derive(Clone, Copy)]
pub(crate) enum SameAs {
    Nothing,
    /// Yes: the same text in the same module.
    Edge(usize),
    /// The same text in another module: the compiler decides.
    Perhaps(usize),
}

/// A module that the application lists or imports, in order of registration.
pub(crate) struct Registered {
    pub(crate) reach: TokenStream,
    /// Which instance it is; empty for the only one.
    pub(crate) instance: String,
    /// Whether its failure does not stop the application.
    pub(crate) optional: bool,
    pub(crate) module: DeclaredModule,
}
