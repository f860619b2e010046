use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostic, Diagnostics};
use syn::LitStr;

use crate::{codes, model::Role};

/// What a health check gets unless it says otherwise (FR-048).
const DEFAULT_MS: u64 = 200;

/// What a reload hook gets unless it says otherwise.
const RELOAD_MS: u64 = 10_000;

/// The arguments of `#[health]` and `#[on_reload]`.
pub(crate) struct HealthArgs {
    pub(crate) timeout_ms: u64,
}

impl HealthArgs {
    pub(crate) fn parse(role: Role, tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let (attribute, default) = match role {
            Role::OnReload => ("#[on_reload]", RELOAD_MS),
            _ => ("#[health]", DEFAULT_MS),
        };
        let mut args = Args::parse(
            tokens,
            attribute,
            &["timeout"],
            codes::BAD_ARGUMENT,
            diagnostics,
        );
        let timeout_ms = args
            .take("timeout")
            .and_then(|arg| arg.parse::<LitStr>("\"1s\"", codes::BAD_ARGUMENT, diagnostics))
            .and_then(|text| {
                let millis = milliseconds(&text.value());
                if millis.is_none() {
                    let headline = format!("`{}` is no duration", text.value());
                    diagnostics.push(
                        Diagnostic::new(codes::BAD_ARGUMENT, text.span(), headline)
                            .help("write whole milliseconds or seconds: `\"200ms\"`, `\"1s\"`"),
                    );
                }
                millis
            })
            .unwrap_or(default);
        Self { timeout_ms }
    }
}

fn milliseconds(text: &str) -> Option<u64> {
    let (number, factor) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (text.strip_suffix('s')?, 1000),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(factor))
        .filter(|millis| *millis > 0)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn a_timeout_is_whole_milliseconds_or_seconds_and_never_zero() {
        assert_eq!(milliseconds("250ms"), Some(250));
        assert_eq!(milliseconds("2s"), Some(2000));
        assert_eq!(milliseconds("0s"), None);
        assert_eq!(milliseconds("1.5s"), None);
        assert_eq!(milliseconds("2"), None);
    }
}
