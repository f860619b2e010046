use proc_macro2::Ident;
use syn::Type;

/// What a provider makes.
pub(crate) struct Output {
    pub(crate) ty: Type,
    pub(crate) ident: Option<Ident>,
    /// Whether the function returns `Arc<T>` rather than `T`.
    pub(crate) shared: bool,
    /// Whether the function returns a `Result`.
    pub(crate) fallible: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfferKind {
    Own,
    Interface,
    Contribution,
    /// Wraps providers of the type.
    Decoration,
    /// Wraps contributions of the type.
    SetDecoration,
}

impl OfferKind {
    /// Whether the type can be had through it.
    pub(crate) fn gives(self) -> bool {
        !matches!(self, Self::Decoration | Self::SetDecoration)
    }
}

/// A type under which an entry can be had.
pub(crate) struct Offer {
    pub(crate) kind: OfferKind,
    pub(crate) ty: Type,
    pub(crate) ident: Option<Ident>,
    pub(crate) name: String,
    pub(crate) priority: i32,
}
