use proc_macro2::{Ident, Span};
use syn::Type;

/// The form in which a dependency is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handle {
    /// `Arc<T>`
    Shared,
    /// `&T`
    Borrowed,
    /// `Option<Arc<T>>`
    Optional,
    /// `Lazy<T>`
    Lazy,
    /// `All<dyn Trait>`
    All,
    /// `AllNamed<dyn Trait>`
    AllNamed,
    /// `Live<Section>`: configuration that follows reloads.
    Live,
    /// `&Change<Section>`, in reload hooks: what a reload changes.
    Change,
    /// `PerTenant<T>`
    PerTenant,
    /// `PerRequest<T>`
    PerRequest,
    /// `Factory<T>`
    Factory,
    /// What a decorator wraps: not a dependency.
    Inner,
    /// An argument that is known only at run time: not a dependency.
    Assisted,
    /// `Stop`, in tasks: not a dependency.
    Stop,
    /// `Kernel`, in the framework's own module: not a dependency.
    Kernel,
}

impl Handle {
    /// Whether the graph has an edge for it.
    pub(crate) fn is_edge(self) -> bool {
        !matches!(
            self,
            Self::Inner | Self::Stop | Self::Kernel | Self::Assisted
        )
    }
}

impl Handle {
    /// Whether one of a type is asked for, now or later, that must be there.
    pub(crate) fn is_one(self) -> bool {
        matches!(
            self,
            Self::Shared | Self::Borrowed | Self::Lazy | Self::PerTenant | Self::PerRequest
        )
    }
}

/// One parameter or field.
pub(crate) struct Dependency {
    pub(crate) handle: Handle,
    /// The parameter's or field's name.
    pub(crate) param: String,
    /// The asked type, without its handle.
    pub(crate) ty: Type,
    /// The identifier that names the type, if it has one.
    pub(crate) ident: Option<Ident>,
    /// The smallest token of the type that the user can change.
    pub(crate) span: Span,
    /// The name asked for.
    pub(crate) name: Option<String>,
    /// How many members a set must have.
    pub(crate) minimum: usize,
}
