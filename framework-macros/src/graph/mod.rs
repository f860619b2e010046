//! The application's own model: every module, node, offer, edge and candidate, numbered. Tokens
//! choose candidates here; types decide later, in the compiler.

mod build;
mod candidates;
mod unused;

use proc_macro2::{Ident, TokenStream};

pub(crate) use build::build;
pub(crate) use unused::unused;

use crate::{
    model::{OfferKind, Place, Role},
    wire::{DeclaredDependency, DeclaredModule},
};

/// The whole application.
pub(crate) struct Graph {
    pub(crate) app: Ident,
    pub(crate) modules: Vec<Module>,
    pub(crate) owners: Vec<Owner>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) edges: Vec<Edge>,
}

/// A module, and how its type is reached from the application.
pub(crate) struct Module {
    pub(crate) reach: TokenStream,
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) place: Place,
    pub(crate) builtin: bool,
    /// Whether the application's own crate declares it.
    pub(crate) local: bool,
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
    pub(crate) span: proc_macro2::Span,
    pub(crate) ty: String,
    /// Its offers, a range.
    pub(crate) offers: std::ops::Range<usize>,
    /// Its edges, a range.
    pub(crate) edges: std::ops::Range<usize>,
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
    pub(crate) module: DeclaredModule,
}
