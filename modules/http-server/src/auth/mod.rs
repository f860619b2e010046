//! Who sends a request, and who may ask for what.

mod authenticator;
mod door;
mod known;
mod requirement;
mod scheme;

pub use authenticator::{AuthError, Authenticator};
pub(crate) use door::Door;
pub(crate) use known::Known;
pub use requirement::AuthRequirement;
pub(crate) use requirement::Refusal;
pub use scheme::{AuthKind, AuthParameter, AuthScheme, AuthSchemes, BySettings};
