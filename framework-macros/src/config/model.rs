use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Expr, ExprRange, ItemStruct, LitStr, Path, Type};

/// A declaration as it was written, with its arguments read.
pub(super) struct Parsed {
    /// The struct without our attributes.
    pub(super) item: ItemStruct,
    pub(super) prefix: Prefix,
    /// The function that checks the whole section.
    pub(super) validate: Option<Path>,
    pub(super) fields: Vec<ParsedField>,
}

/// Where the section is, as it was written.
pub(super) enum Prefix {
    /// In a field of another section, marked `nested`.
    Nested,
    At(LitStr),
    /// Something malformed, which is reported.
    Wrong,
}

/// A field as it was written.
pub(super) struct ParsedField {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) doc: String,
    /// `#[cfg(…)]`, which everything made for the field must carry too.
    pub(super) conditions: Vec<Attribute>,
    pub(super) arguments: Arguments,
}

/// What stands in `#[config(…)]` on a field.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) default: Option<Expr>,
    /// The place of the flag.
    pub(super) required: Option<Span>,
    /// The place of the flag.
    pub(super) nested: Option<Span>,
    pub(super) secret: bool,
    pub(super) dynamic: bool,
    pub(super) append: Option<Span>,
    pub(super) unit: Option<LitStr>,
    pub(super) env: Option<LitStr>,
    pub(super) deprecated: Vec<LitStr>,
    pub(super) range: Option<ExprRange>,
    pub(super) length: Option<ExprRange>,
    pub(super) pattern: Option<LitStr>,
    pub(super) validate: Option<Path>,
    /// The names of the arguments, with their places.
    pub(super) names: Vec<Ident>,
}

/// A declaration that was looked at.
pub(super) struct Section {
    pub(super) doc: String,
    pub(super) fields: Vec<Field>,
    /// Whether the expansion implements `Default`.
    pub(super) default: bool,
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
    pub(super) dynamic: bool,
    pub(super) append: bool,
    pub(super) unit: Option<String>,
    pub(super) env: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) presence: Presence,
    pub(super) rules: Vec<Rule>,
}

/// What happens when nothing sets the field.
pub(super) enum Presence {
    Required,
    /// It is `None`; the type is the one in the `Option`.
    Optional(Box<Type>),
    Default(DefaultValue),
    /// It is a section of its own.
    Nested,
    /// It is a section of its own, or `None` if nothing sets anything of it.
    NestedOptional(Box<Type>),
    /// A list of sections of this type; empty when nothing sets it.
    NestedList(Box<Type>),
    /// A table of sections of this type, by name; empty when nothing sets it.
    NestedTable(Box<Type>),
}

/// The value that a field has when nothing sets it.
pub(super) struct DefaultValue {
    pub(super) expression: TokenStream,
    pub(super) text: String,
    /// The type of the constant that holds it, if the compiler is to evaluate it.
    pub(super) constant: Option<TokenStream>,
    /// The default, for what is said at its place.
    pub(super) span: Span,
}

/// What a value must be beyond its type.
pub(super) enum Rule {
    Range(Bounds),
    Length(Bounds),
    Pattern(LitStr),
    Custom(Path),
}

/// The ends of a range.
pub(super) struct Bounds {
    pub(super) min: Option<Bound>,
    pub(super) max: Option<Bound>,
    /// Whether `max` itself is outside.
    pub(super) exclusive: bool,
}

/// One end of a range.
pub(super) struct Bound {
    pub(super) expression: TokenStream,
    /// As a person would write it in the file.
    pub(super) text: String,
    /// The type of the constant that holds it, if the compiler is to evaluate it.
    pub(super) constant: Option<TokenStream>,
}
