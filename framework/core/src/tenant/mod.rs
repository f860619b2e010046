//! Whose data it is: tenants, their settings and services, and the guard that keeps them apart.

mod failure;
mod guard;
mod id;
mod lease;
mod module;
mod registry;
mod spec;

pub(crate) use failure::no_tenant;
pub use guard::{Guard, Violation};
pub use id::{TenantId, TenantIdError};
pub(crate) use lease::{Lease, current_section};
pub use module::{TenantLoading, TenantsConfig, TenantsModule};
pub use registry::Tenants;
pub use spec::{TenantInit, TenantSource, TenantSpec};
