//! Whose data it is: the identity of tenants.

mod id;

pub use id::{TenantId, TenantIdError};
