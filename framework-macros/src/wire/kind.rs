/// The form in which a dependency is asked for, as the application knows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EdgeKind {
    One,
    /// Resolved later: it may close a loop.
    Lazy,
    Optional,
    All,
    AllNamed,
    /// A section of the configuration that follows reloads.
    Live,
    /// What wraps an offer of the node.
    Decorators,
    PerTenant,
    PerRequest,
    /// Makes it from arguments.
    Factory,
}

impl EdgeKind {
    /// Whether it cannot do without.
    pub(crate) fn is_required(self) -> bool {
        matches!(
            self,
            Self::One | Self::Lazy | Self::PerTenant | Self::PerRequest | Self::Factory
        )
    }

    /// Whether it asks for every contribution.
    pub(crate) fn is_set(self) -> bool {
        matches!(self, Self::All | Self::AllNamed | Self::Decorators)
    }
}
