//! What does not live as long as the application: services of a request or of a tenant, their
//! handles, and values that are made from arguments.
//!
//! A service with a scope has no slot that is filled at start but a *maker*: it owns what it
//! takes from the graph, so that nothing is looked up when the service is made. What was made is
//! kept in the [`ScopeStore`] of the request or tenant, by number.

mod codes;
mod factory;
mod failure;
mod handle;
mod maker;
mod scopes;
mod site;
mod store;
#[cfg(test)]
mod tests;

pub use factory::{Assisted, Factory};
pub use handle::{PerRequest, PerTenant};
pub(crate) use scopes::Here;
pub use scopes::Scopes;
pub use store::ScopeStore;

// What expansions name.
#[doc(hidden)]
pub use maker::{Maker, ScopedNode, Source, optional};
#[doc(hidden)]
pub use site::Lifespan;
pub(crate) use site::Realm;
#[doc(hidden)]
pub use store::DropHook;
