use std::{any::Any, fmt};

use super::{Dependency, Module, OfferKind, Place, Registry, Role, Scope};
use crate::lifecycle::label;

/// Something that a module declares: a provider, a configuration section, a hook, a health check
/// or a task.
#[derive(Clone, Copy)]
pub struct Entry {
    pub(super) registry: Registry,
    pub(super) index: usize,
}

/// A type under which a service can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The type or `dyn` interface, as written.
    pub ty: &'static str,
    /// As itself, as an interface, or as a member of a set.
    pub kind: OfferKind,
    /// Its name; empty for none.
    pub name: &'static str,
    /// Its priority; higher wins.
    pub priority: i32,
}

impl Entry {
    pub(super) fn described(&self) -> &'static crate::graph::Node {
        &self.registry.wiring.nodes[self.index]
    }

    /// The name of the method or struct.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.described().name
    }

    /// What people call it: `OrderService` for a component, `OrdersModule::mailer` for a method.
    #[must_use]
    pub fn label(&self) -> String {
        label(self.registry.wiring, self.index)
    }

    /// The type that it makes, as written; empty for what makes nothing.
    #[must_use]
    pub fn ty(&self) -> &'static str {
        self.described().ty
    }

    /// Whether it is a service, a hook, ….
    #[must_use]
    pub fn role(&self) -> Role {
        self.described().role
    }

    /// How long it lives, if it makes something.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        matches!(self.role(), Role::Service | Role::Config).then_some(self.described().scope)
    }

    /// Whether it is made from arguments that are known only at run time, by a `Factory`.
    #[must_use]
    pub fn is_assisted(&self) -> bool {
        self.described().assisted
    }

    /// The setting that must have a value for it to be there, and that value.
    #[must_use]
    pub fn condition(&self) -> Option<(&'static str, &'static str)> {
        self.described().when.map(|when| (when.path, when.value))
    }

    /// Its doc comment.
    #[must_use]
    pub fn doc(&self) -> &'static str {
        self.described().doc
    }

    /// What the type that it makes says of itself, if that is a `T`: not known of what is made from
    /// arguments, unless it is contributed to a set.
    #[must_use]
    pub fn facts<T: 'static>(&self) -> Option<&'static T> {
        let facts: &'static dyn Any = (self.described().facts?)();
        facts.downcast_ref()
    }

    /// Where it is declared.
    #[must_use]
    pub fn place(&self) -> Place {
        self.described().place
    }

    /// The module that declares it.
    #[must_use]
    pub fn module(&self) -> Module {
        Module {
            registry: self.registry,
            index: self.described().module,
        }
    }

    /// The types under which it can be had, in order of declaration.
    pub fn offers(&self) -> impl Iterator<Item = Offer> + use<> {
        let index = self.index;
        let offers = self.registry.wiring.offers.iter();
        offers
            .filter(move |offer| offer.node == index)
            .map(|offer| Offer {
                ty: offer.ty,
                kind: offer.kind,
                name: offer.name,
                priority: offer.priority,
            })
    }

    /// What it asks for, in order of declaration.
    #[must_use]
    pub fn dependencies(&self) -> impl ExactSizeIterator<Item = Dependency> + use<> {
        let (registry, node) = (self.registry, self.described());
        (node.edges..node.edges + node.edge_count).map(move |edge| Dependency { registry, edge })
    }

    /// What asks for it, in order of declaration.
    #[must_use]
    pub fn dependents(&self) -> impl ExactSizeIterator<Item = Self> + use<> {
        let registry = self.registry;
        let nodes = registry.names().dependents[self.index].iter();
        nodes.map(move |&index| Self { registry, index })
    }
}

/// Entries of one application are the same if they are the same declaration.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && self.place() == other.place()
    }
}

impl Eq for Entry {}

impl fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Entry({})", self.label())
    }
}
