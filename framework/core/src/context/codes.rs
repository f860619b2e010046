//! Codes of contexts and tenants.

/// The time that a request had is over.
pub(crate) const DEADLINE_PASSED: &str = "PL1420";
/// A locale or time zone is none.
pub(crate) const NO_LOCALE: &str = "PL1421";
/// There is no tenant where one is needed.
pub(crate) const NO_TENANT: &str = "PL1422";
/// There is no tenant with this identity.
pub(crate) const UNKNOWN_TENANT: &str = "PL1423";
/// A tenant could not be made ready.
pub(crate) const TENANT_FAILED: &str = "PL1424";
/// The tenants could not be read.
pub(crate) const TENANTS_UNREADABLE: &str = "PL1425";
/// There is a tenant with this identity already.
pub(crate) const TENANT_EXISTS: &str = "PL1426";
/// A section is asked for that the application does not read.
pub(crate) const NO_SECTION: &str = "PL1427";
