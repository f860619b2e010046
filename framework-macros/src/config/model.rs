use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Expr, ItemStruct, LitStr, Type};

/// A declaration as it was written, with its arguments read.
pub(super) struct Parsed {
    /// The struct without our attributes.
    pub(super) item: ItemStruct,
    /// `None` if it is missing or malformed, which is reported.
    pub(super) prefix: Option<LitStr>,
    pub(super) fields: Vec<ParsedField>,
}

/// A field as it was written.
pub(super) struct ParsedField {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) doc: String,
    /// `#[cfg(…)]`, which everything made for the field must carry too.
    pub(super) conditions: Vec<Attribute>,
    pub(super) default: Option<Expr>,
    pub(super) secret: bool,
}

/// A declaration that was looked at.
pub(super) struct Section {
    /// `None` if there is none that could be used, which is reported.
    pub(super) prefix: Option<LitStr>,
    pub(super) doc: String,
    pub(super) fields: Vec<Field>,
}

/// A field that was looked at.
pub(super) struct Field {
    pub(super) ident: Ident,
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) type_text: String,
    pub(super) doc: String,
    pub(super) conditions: Vec<Attribute>,
    pub(super) secret: bool,
    pub(super) presence: Presence,
}

/// What happens when nothing sets the field.
pub(super) enum Presence {
    Required,
    /// It is `None`; the type is the one in the `Option`.
    Optional(Type),
    Default {
        expression: TokenStream,
        text: String,
        /// Whether it is the text of a duration, which the compiler reads in a constant.
        duration: bool,
    },
}
