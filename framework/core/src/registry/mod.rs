//! The run-time view of the graph: what an application is made of, and what asks for what.
//!
//! It is a view on the tables that the build made: asking for it costs nothing, and it is the same
//! for every instance of an application, started or not. Names are looked up in an index, made at
//! the first look: in the same time however large the application is.

mod dependency;
mod entry;
mod facts;
mod index;
mod module;

pub use dependency::Dependency;
pub use entry::{Entry, Offer};
pub use facts::Facts;
#[doc(hidden)]
pub use index::Index;
pub use module::Module;

pub use crate::graph::{EdgeKind, OfferKind, Place, Role, Scope};
use crate::{
    graph::{AnalysisView, Format, Wiring, export},
    private::Application,
};

/// What an application is made of.
#[derive(Clone, Copy)]
pub struct Registry {
    wiring: &'static Wiring,
    analysis: AnalysisView,
    version: &'static str,
    index: fn() -> &'static Index,
}

impl Registry {
    /// The registry of an application, which need not run.
    #[must_use]
    pub fn of<A: Application>() -> Self {
        Self {
            wiring: A::WIRING,
            analysis: A::ANALYSIS,
            version: A::VERSION,
            index: A::index,
        }
    }

    /// The name of the application's type.
    #[must_use]
    pub fn app(&self) -> &'static str {
        self.wiring.app
    }

    /// The version of the application's package.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// The modules, in order of start. The framework's own is the first; it is
    /// [built in](Module::is_builtin).
    #[must_use]
    pub fn modules(&self) -> impl ExactSizeIterator<Item = Module> + use<> {
        let registry = *self;
        let order = registry.analysis.module_order.iter();
        order.map(move |&index| Module { registry, index })
    }

    /// How many modules there are, the framework's own among them.
    pub(crate) fn module_count(&self) -> usize {
        self.wiring.modules.len()
    }

    /// Everything that modules declare, in order of construction and start.
    #[must_use]
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry> + use<> {
        let registry = *self;
        let order = registry.analysis.order.iter();
        order.map(move |&index| Entry { registry, index })
    }

    /// The services, in order of construction.
    pub fn services(&self) -> impl Iterator<Item = Entry> + use<> {
        self.entries().filter(|entry| entry.role() == Role::Service)
    }

    /// The module with this name; the first, if several crates use it.
    #[must_use]
    pub fn module(&self, name: &str) -> Option<Module> {
        let index = *self.names().modules.get(name)?;
        Some(Module {
            registry: *self,
            index,
        })
    }

    /// The entry with this [label](Entry::label), such as `OrderService` or `OrdersModule::mailer`;
    /// the first, if several crates use it.
    #[must_use]
    pub fn entry(&self, label: &str) -> Option<Entry> {
        let index = *self.names().labels.get(label)?;
        Some(Entry {
            registry: *self,
            index,
        })
    }

    /// Everything that can be had as `ty`, a type or `dyn` interface as it is written, in order of
    /// construction.
    #[must_use]
    pub fn providers(&self, ty: &str) -> impl ExactSizeIterator<Item = Entry> + use<> {
        self.listed(self.names().types.get(ty))
    }

    /// Everything that is provided or contributed under this name, in order of construction.
    #[must_use]
    pub fn named(&self, name: &str) -> impl ExactSizeIterator<Item = Entry> + use<> {
        self.listed(self.names().given.get(name))
    }

    fn listed(
        &self,
        nodes: Option<&'static Vec<usize>>,
    ) -> impl ExactSizeIterator<Item = Entry> + use<> {
        let registry = *self;
        let nodes = nodes.map(Vec::as_slice).unwrap_or_default().iter();
        nodes.map(move |&index| Entry { registry, index })
    }

    fn names(&self) -> &'static index::Names {
        (self.index)().names(self)
    }

    /// The graph as a text for people or machines.
    #[must_use]
    pub fn export(&self, format: Format) -> String {
        export(self.wiring, &self.analysis, format)
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Registry")
            .field("app", &self.app())
            .field("modules", &self.modules().len())
            .field("entries", &self.entries().len())
            .finish()
    }
}
