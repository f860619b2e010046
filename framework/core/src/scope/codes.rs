//! The closed table of run-time codes of scopes.

/// A handle of a request was asked where there is no request.
pub(crate) const NO_REQUEST: &str = "PL1401";
/// A handle of a tenant was asked where there is no tenant.
pub(crate) const NO_TENANT: &str = "PL1402";
/// The request or tenant has ended.
pub(crate) const SCOPE_ENDED: &str = "PL1403";
/// A service of a request or tenant could not be made.
pub(crate) const MAKING_FAILED: &str = "PL1404";
/// The request or tenant is of another application.
pub(crate) const OTHER_APPLICATION: &str = "PL1405";
/// The drop hook of a service failed.
pub(crate) const DROP_HOOK_FAILED: &str = "PL1406";
/// A service panicked while it was dropped.
pub(crate) const SCOPED_DROP_PANICKED: &str = "PL1407";
/// A service is asked for by what it takes to make it.
pub(crate) const ASKED_WHILE_MADE: &str = "PL1408";
