//! The codes of this crate: mistakes in `#[transactional]` declarations. Never reused.

/// `#[transactional]` stands on something that cannot be a transaction.
pub(crate) const NO_TRANSACTION: &str = "PL0501";
/// An argument of `#[transactional]` is unknown or malformed.
pub(crate) const ARGUMENT: &str = "PL0502";
/// What is tried again changes what it was given.
pub(crate) const AGAIN: &str = "PL0503";
