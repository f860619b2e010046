//! The codes of this crate: mistakes in `#[routes]` declarations. Never reused.

/// `#[routes]` stands on something else than an inherent `impl` block.
pub(crate) const NOT_AN_IMPL: &str = "PL0301";
/// An argument of `#[routes]` or of a method's attribute is unknown or malformed.
pub(crate) const ARGUMENT: &str = "PL0302";
/// A path does not start with `/` or is malformed.
pub(crate) const PATH: &str = "PL0303";
/// A path names two parameters alike.
pub(crate) const PARAMETER_TWICE: &str = "PL0304";
/// Two routes of one `impl` exclude each other.
pub(crate) const ROUTE_TWICE: &str = "PL0305";
/// A handler does not take `&self` or `self: Arc<Self>`.
pub(crate) const RECEIVER: &str = "PL0306";
/// A handler is generic.
pub(crate) const GENERIC: &str = "PL0307";
// PL0308 (a parameter is no extractor) and PL0309 (an answer is no response) are found by rustc;
// their texts are with the traits that it asks for, in `purlin_http_server::__private`.
/// The answer of a handler borrows from what ends with the request.
pub(crate) const ANSWER_BORROWS: &str = "PL0310";
/// `retry` stands on a request that may not be repeated.
pub(crate) const RETRY: &str = "PL0311";
