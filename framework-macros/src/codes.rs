//! The closed table of declaration codes. The codes of the graph (PL0001 to PL0006, PL0009 to PL0012) are in
//! `purlin-core`, where the graph is closed.

/// A section that is followed is read by nobody; for all else that is missing the core has it.
pub(crate) const MISSING: &str = "PL0001";
/// A module or component is listed twice.
pub(crate) const LISTED_TWICE: &str = "PL0007";
/// Something is provided and never used; a warning.
pub(crate) const UNUSED: &str = "PL0008";
/// Something that must be there needs something of an optional module.
pub(crate) const NEEDS_OPTIONAL: &str = "PL0017";
/// Something is replaced that is not provided, or by something that cannot stand in its place.
pub(crate) const NOT_REPLACED: &str = "PL0019";
/// An attribute has an argument that it does not know, or a value that it cannot use.
pub(crate) const BAD_ARGUMENT: &str = "PL0101";
/// A module needs another version of Purlin.
pub(crate) const OLD_CORE: &str = "PL0110";
/// An attribute stands where it means nothing.
pub(crate) const MISPLACED: &str = "PL0102";
/// A parameter or field is not one of the handles that can be injected.
pub(crate) const BAD_PARAMETER: &str = "PL0103";
/// A return type cannot be provided.
pub(crate) const BAD_RETURN: &str = "PL0104";
/// A declaration is generic.
pub(crate) const GENERIC: &str = "PL0105";
/// A method takes `self`.
pub(crate) const RECEIVER: &str = "PL0106";
/// A method has two roles.
pub(crate) const TWO_ROLES: &str = "PL0107";
/// A component is listed as a module, or the other way round.
pub(crate) const WRONG_LIST: &str = "PL0108";
/// A scope does not go together with the rest of its declaration.
pub(crate) const BAD_SCOPE: &str = "PL0113";
/// An argument cannot be known only at run time.
pub(crate) const BAD_ASSISTED: &str = "PL0114";
/// A decorator cannot wrap what it decorates.
pub(crate) const BAD_DECORATOR: &str = "PL0109";
/// An instance of a module has no usable name, or is named where that means nothing.
pub(crate) const BAD_INSTANCE: &str = "PL0120";
