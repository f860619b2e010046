use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostics};

use super::duration::{Zero, duration};
use crate::codes;

/// The arguments of `#[health]`.
#[derive(Clone, Copy)]
pub(crate) struct HealthArgs {
    pub(crate) timeout_ms: u64,
    pub(crate) cache_ms: u64,
    /// Whether readiness leaves it out.
    pub(crate) optional: bool,
}

/// What a health check gets unless it says otherwise (FR-048).
impl Default for HealthArgs {
    fn default() -> Self {
        Self {
            timeout_ms: 200,
            cache_ms: 250,
            optional: false,
        }
    }
}

impl HealthArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut args = Args::parse(
            tokens,
            "#[health]",
            &["timeout", "cache", "optional"],
            codes::BAD_ARGUMENT,
            diagnostics,
        );
        let default = Self::default();
        Self {
            timeout_ms: duration(args.take("timeout"), Zero::Refused, diagnostics)
                .unwrap_or(default.timeout_ms),
            cache_ms: duration(args.take("cache"), Zero::Allowed, diagnostics)
                .unwrap_or(default.cache_ms),
            optional: args
                .take("optional")
                .is_some_and(|arg| arg.flag(codes::BAD_ARGUMENT, diagnostics)),
        }
    }
}
