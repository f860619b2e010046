use std::fmt;

use super::{EdgeKind, Entry, Place, Registry};

/// One parameter or field that asks for something.
#[derive(Clone, Copy)]
pub struct Dependency {
    pub(super) registry: Registry,
    pub(super) edge: usize,
}

impl Dependency {
    fn described(&self) -> &'static crate::graph::Edge {
        &self.registry.wiring.edges[self.edge]
    }

    /// The parameter's or field's name.
    #[must_use]
    pub fn param(&self) -> &'static str {
        self.described().param
    }

    /// The asked type, as written, without its handle.
    #[must_use]
    pub fn ty(&self) -> &'static str {
        self.described().ty
    }

    /// The name that is asked for; empty for none.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.described().name
    }

    /// Whether it asks for one, for one if there is one, or for a set.
    #[must_use]
    pub fn kind(&self) -> EdgeKind {
        self.described().kind
    }

    /// Where the type stands.
    #[must_use]
    pub fn place(&self) -> Place {
        self.described().place
    }

    /// What it gets: one entry, none (an optional one), or every member of a set, in order.
    pub fn targets(&self) -> impl Iterator<Item = Entry> + use<> {
        let registry = self.registry;
        registry
            .analysis
            .targets(registry.wiring, self.edge)
            .map(move |index| Entry { registry, index })
    }
}

impl fmt::Debug for Dependency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Dependency({}: {})", self.param(), self.ty())
    }
}
