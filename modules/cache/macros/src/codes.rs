//! The codes of this crate: mistakes in `#[cached]` declarations. Never reused.

/// `#[cached]` stands on something that cannot be cached.
pub(crate) const NOT_CACHEABLE: &str = "PL0401";
/// An argument of `#[cached]` is unknown or malformed.
pub(crate) const ARGUMENT: &str = "PL0402";
/// A key is malformed, or names what is no parameter.
pub(crate) const KEY: &str = "PL0403";
/// A parameter is not part of the key.
pub(crate) const PARAMETER: &str = "PL0404";
