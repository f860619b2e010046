//! The ways of wiring that are compared.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::error::BenchError;
use crate::graph::Graph;

/// A way of wiring one graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Structs of `Arc` fields, constructed by hand in dependency order. The control.
    Hand,
    /// The same behind `Arc<dyn Trait>`. The control for frameworks that force traits.
    HandDyn,
    /// shaku components in one module.
    Shaku,
    /// nject injectables: transient values.
    Nject,
    /// lockjaw injectables: singletons of one component, shared by reference.
    Lockjaw,
    /// Purlin components: `#[provides]` on structs, listed in modules of 25.
    Purlin,
    /// Purlin provider methods: `#[provides]` on functions of modules of 25.
    PurlinMethods,
}

impl Mode {
    /// All modes; the control comes first.
    pub const ALL: [Self; 7] = [
        Self::Hand,
        Self::HandDyn,
        Self::Shaku,
        Self::Nject,
        Self::Lockjaw,
        Self::Purlin,
        Self::PurlinMethods,
    ];

    /// The name used on the command line, in reports and in package names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::HandDyn => "hand-dyn",
            Self::Shaku => "shaku",
            Self::Nject => "nject",
            Self::Lockjaw => "lockjaw",
            Self::Purlin => "purlin",
            Self::PurlinMethods => "purlin-methods",
        }
    }

    /// Whether the generated project depends on this workspace.
    #[must_use]
    pub fn is_purlin(self) -> bool {
        matches!(self, Self::Purlin | Self::PurlinMethods)
    }

    /// Why the mode cannot say this graph in the way its framework is meant to be used; `None` if it
    /// can. A graph is never bent to fit.
    #[must_use]
    pub fn inexpressible(self, graph: &Graph) -> Option<String> {
        let values = graph.unshared_values();
        let size = u64::try_from(graph.size()).unwrap_or(u64::MAX);
        (self == Self::Nject && values != size).then(|| {
            let values = if values == u64::MAX {
                "more than 2^64".to_owned()
            } else {
                values.to_string()
            };
            format!("has no shared singletons: it would make {values} values for {size} services")
        })
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Mode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl FromStr for Mode {
    type Err = BenchError;

    fn from_str(text: &str) -> Result<Self, BenchError> {
        Self::ALL
            .into_iter()
            .find(|mode| mode.name() == text)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                BenchError::Arguments(format!("`{text}` is no mode: {names}"))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::Mode;
    use crate::graph::Graph;
    use crate::topology::Topology;

    #[test]
    fn only_shared_services_are_beyond_nject() {
        for topology in [Topology::Tree, Topology::Chain] {
            assert_eq!(
                Mode::Nject.inexpressible(&Graph::new(topology, 100, 1)),
                None
            );
        }
        let dag = Graph::new(Topology::Dag, 100, 1);
        assert!(Mode::Nject.inexpressible(&dag).is_some());
        assert!(
            Mode::ALL
                .iter()
                .filter(|&&mode| mode != Mode::Nject)
                .all(|mode| mode.inexpressible(&dag).is_none())
        );
    }

    #[test]
    fn every_mode_is_found_by_its_name() {
        assert!(Mode::ALL.iter().all(|mode| {
            mode.name()
                .parse::<Mode>()
                .is_ok_and(|found| found == *mode)
        }));
        assert!("spring".parse::<Mode>().is_err());
    }
}
