//! The closed table of codes of `#[config]` declarations. Each has a page in the book.

/// `#[config]` on something else than a struct with named fields.
pub(super) const NOT_A_STRUCT: &str = "PL0201";
/// A generic struct.
pub(super) const GENERIC: &str = "PL0202";
/// The prefix is empty or malformed.
pub(super) const PREFIX: &str = "PL0203";
/// An argument that the attribute does not know, or one given twice.
pub(super) const UNKNOWN_ARGUMENT: &str = "PL0204";
/// An argument with the wrong form of value, or `#[config]` on a field without arguments.
pub(super) const MALFORMED: &str = "PL0205";
/// A default for a field that is an `Option`.
pub(super) const DEFAULT_OF_OPTION: &str = "PL0206";
/// The literal of a default is of another kind than the field.
pub(super) const DEFAULT_KIND: &str = "PL0207";
/// The text of a default is not what the type of the field spells.
pub(super) const DEFAULT_TEXT: &str = "PL0208";
/// A field name that no variable of the environment can name.
pub(super) const FIELD_NAME: &str = "PL0209";
/// A default that the field's own rules refuse.
pub(super) const DEFAULT_REFUSED: &str = "PL0210";
/// Arguments of a field that exclude each other.
pub(super) const CONFLICT: &str = "PL0211";
/// A rule that means nothing for the type of the field, or that nothing can meet.
pub(super) const RULE: &str = "PL0212";
/// An old name or a variable that is malformed or names something else already.
pub(super) const SECOND_NAME: &str = "PL0213";
