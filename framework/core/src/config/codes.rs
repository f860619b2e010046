//! The closed table of codes of configuration at run time. Each has a page in the book.

/// The aggregated report.
pub(super) const REPORT: &str = "PL1000";
/// A required field is set nowhere.
pub(super) const REQUIRED: &str = "PL1001";
/// A value has the wrong type.
pub(super) const WRONG_TYPE: &str = "PL1002";
/// A key or variable that no section knows.
pub(super) const UNKNOWN_KEY: &str = "PL1003";
/// A source that cannot be read, or is not in its format.
pub(super) const BAD_FILE: &str = "PL1004";
/// A variable that cannot be used at all.
pub(super) const BAD_VARIABLE: &str = "PL1005";
/// A value of the right type that the field does not accept.
pub(super) const BAD_VALUE: &str = "PL1006";
/// A single value where a section is.
pub(super) const NOT_A_SECTION: &str = "PL1007";
/// An old name of a field.
pub(super) const OLD_NAME: &str = "PL1008";
/// A reference that nothing resolves.
pub(super) const UNRESOLVED: &str = "PL1009";
/// A reload changes what cannot change while running.
pub(super) const STATIC_CHANGED: &str = "PL1010";
/// A setting chooses between providers, and none is for its value.
pub(super) const UNCOVERED: &str = "PL1012";
/// A reload hook refused a change, or did not answer in time.
pub(super) const HOOK_FAILED: &str = "PL1011";
