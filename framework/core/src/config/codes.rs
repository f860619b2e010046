//! The closed table of codes of configuration at run time. Each has a page in the book.

/// The aggregated report.
pub(super) const REPORT: &str = "PL1000";
/// A required field is set nowhere.
pub(super) const REQUIRED: &str = "PL1001";
/// A value has the wrong type.
pub(super) const WRONG_TYPE: &str = "PL1002";
/// A key or variable that no section knows.
pub(super) const UNKNOWN_KEY: &str = "PL1003";
/// A file that cannot be read or is not TOML.
pub(super) const BAD_FILE: &str = "PL1004";
/// A variable that cannot be used at all.
pub(super) const BAD_VARIABLE: &str = "PL1005";
/// A value of the right type that the field does not accept.
pub(super) const BAD_VALUE: &str = "PL1006";
/// A single value where a section is.
pub(super) const NOT_A_SECTION: &str = "PL1007";
