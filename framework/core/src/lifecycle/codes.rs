//! The closed table of run-time lifecycle codes.

/// A provider failed.
pub(crate) const PROVIDER_FAILED: &str = "PL1101";
/// A start hook failed.
pub(crate) const START_HOOK_FAILED: &str = "PL1102";
/// A provider or start hook took too long.
pub(crate) const START_OVERRAN: &str = "PL1103";
/// A stop hook failed.
pub(crate) const STOP_HOOK_FAILED: &str = "PL1104";
/// A task or stop hook took too long to stop.
pub(crate) const STOP_OVERRAN: &str = "PL1105";
/// A task ended with an error or a panic.
pub(crate) const TASK_FAILED: &str = "PL1106";
/// The runtime, the signal handlers or the observers could not be set up.
pub(crate) const RUNTIME_UNAVAILABLE: &str = "PL1107";
/// A service panicked while it was dropped.
pub(crate) const DROP_PANICKED: &str = "PL1108";
/// The start was interrupted.
pub(crate) const START_INTERRUPTED: &str = "PL1109";
/// A drain hook failed.
pub(crate) const DRAIN_HOOK_FAILED: &str = "PL1111";
/// A drain hook took too long.
pub(crate) const DRAIN_OVERRAN: &str = "PL1112";
/// An optional module needs something of one that did not start.
pub(crate) const MODULE_LACKS: &str = "PL1113";
/// A critical observer refused the start.
pub(crate) const START_REFUSED: &str = "PL1114";
/// The application does not run.
pub(crate) const NOT_RUNNING: &str = "PL1115";
/// A tenant's id is not well formed.
pub(crate) const TENANT_ID_MALFORMED: &str = "PL1110";
