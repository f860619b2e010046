//! The static description of an application, and the `const` evaluation that closes its graph.
//!
//! The macros write one [`Wiring`] per application: tables of modules, nodes, edges, offers and
//! candidates. Whether a candidate's type is the asked one was decided by the compiler
//! (a type-equality probe); everything else (which candidate wins, loops, the order of start) is
//! a `const fn` over these tables, so that a violation is an error of the build.
//!
//! Architecture invariant: nothing in this room allocates or reads anything at run time except
//! [`export`], and no search here is worse than linear in the size of the tables.

mod analysis;
mod check;
mod choose;
mod cycle;
mod description;
mod explain;
mod export;
mod lives;
mod message;
mod order;
mod packed;
mod route;
mod scope;
mod steps;

pub use analysis::{Analysis, AnalysisView, analyse};
pub use check::{
    check_condition, check_edge, check_instances, check_offer, check_replaced, check_sections,
    check_shared, check_shared_as,
};
pub use choose::wins;
pub use description::{
    Candidate, Condition, Edge, EdgeKind, Hint, Module, Node, Offer, OfferKind, Place, Role, Wiring,
};
pub use export::{Format, export};
pub use packed::{Words, candidates, edges, nodes, offers};
pub use scope::Scope;

/// No node, edge or candidate.
pub const NONE: usize = usize::MAX;
