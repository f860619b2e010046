//! Codes of logging.

/// A level of a log is none.
pub(super) const NO_LEVEL: &str = "PL1520";
