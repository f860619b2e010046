use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostics};

use super::duration::{Zero, duration};
use crate::{codes, model::Role};

/// What a reload hook gets unless it says otherwise.
const RELOAD_MS: u64 = 10_000;

/// The arguments of `#[health]` and `#[on_reload]`.
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
    pub(crate) fn parse(role: Role, tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut default = Self::default();
        let (attribute, known) = match role {
            Role::OnReload => {
                default.timeout_ms = RELOAD_MS;
                ("#[on_reload]", &["timeout"][..])
            }
            _ => ("#[health]", &["timeout", "cache", "optional"][..]),
        };
        let mut args = Args::parse(tokens, attribute, known, codes::BAD_ARGUMENT, diagnostics);
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
