use std::fmt;

use super::{Entry, Place, Registry};

/// A module of an application.
#[derive(Clone, Copy)]
pub struct Module {
    pub(super) registry: Registry,
    pub(super) index: usize,
}

impl Module {
    /// Its number in the application.
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    fn described(&self) -> &'static crate::graph::Module {
        &self.registry.wiring.modules[self.index]
    }

    /// The name of its type.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.described().name
    }

    /// Which instance it is; `None` for a module that has only one.
    #[must_use]
    pub fn instance(&self) -> Option<&'static str> {
        Some(self.described().instance).filter(|name| !name.is_empty())
    }

    /// Its name, followed by that of its instance if it has one.
    pub(crate) fn full_name(&self) -> String {
        match self.instance() {
            Some(instance) => format!("{} {instance}", self.name()),
            None => self.name().to_owned(),
        }
    }

    /// Its doc comment.
    #[must_use]
    pub fn doc(&self) -> &'static str {
        self.described().doc
    }

    /// Where it is declared.
    #[must_use]
    pub fn place(&self) -> Place {
        self.described().place
    }

    /// Whether the framework added it.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        self.described().builtin
    }

    /// Whether the application goes on without it if it cannot start.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.described().optional
    }

    /// What it declares, in order of construction and start.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + use<> {
        let index = self.index;
        self.registry
            .entries()
            .filter(move |entry| entry.described().module == index)
    }
}

/// Modules of one application are the same if they are the same module.
impl PartialEq for Module {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && self.place() == other.place()
    }
}

impl Eq for Module {}

impl fmt::Debug for Module {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Module({})", self.name())
    }
}
