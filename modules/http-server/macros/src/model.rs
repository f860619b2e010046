use proc_macro2::Span;
use syn::{Attribute, Ident, ItemImpl, LitStr, Path, Type};

use crate::policy::Policy;

/// An `impl` block with its routes; the attributes of the routes are gone from the block.
pub(crate) struct Block {
    /// The user's block as it goes out.
    pub(crate) item: ItemImpl,
    /// Where the crate `purlin-http-server` is.
    pub(crate) root: Path,
    pub(crate) routes: Vec<Route>,
}

/// One attribute on one method.
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// The path as the user wrote it, for its span.
    pub(crate) literal: LitStr,
    /// With the prefix of the block.
    pub(crate) path: String,
    pub(crate) policy: Policy,
    pub(crate) handler: Handler,
}

/// A method of the block that answers requests.
#[derive(Clone)]
pub(crate) struct Handler {
    /// Which member of the block it is.
    pub(crate) index: usize,
    pub(crate) name: Ident,
    pub(crate) doc: String,
    /// `#[cfg(…)]` of the method, which its routes share.
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) receiver: Receiver,
    pub(crate) parameters: Vec<Type>,
    /// `None` for `()`.
    pub(crate) output: Option<Type>,
    pub(crate) is_async: bool,
}

/// How a handler takes itself.
#[derive(Clone, Copy)]
pub(crate) enum Receiver {
    Reference,
    Shared,
}

/// The attribute of a route.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

impl Verb {
    const ALL: [Self; 7] = [
        Self::Get,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Head,
        Self::Options,
    ];

    /// The verb whose attribute this is.
    pub(crate) fn of(attribute: &Attribute) -> Option<Self> {
        let name = attribute.path().get_ident()?;
        Self::ALL.into_iter().find(|verb| name == verb.attribute())
    }

    /// `get`.
    pub(crate) const fn attribute(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
            Self::Delete => "delete",
            Self::Head => "head",
            Self::Options => "options",
        }
    }

    /// Whether a repetition does no harm, as HTTP has it.
    pub(crate) const fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }

    /// `GET`.
    pub(crate) const fn method(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }
}

impl Route {
    pub(crate) fn span(&self) -> Span {
        self.literal.span()
    }
}
