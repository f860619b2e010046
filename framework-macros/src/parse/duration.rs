use purlin_macros_kit::{Arg, Diagnostic, Diagnostics};
use syn::LitStr;

use crate::codes;

/// Whether a duration may be none at all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Zero {
    Allowed,
    Refused,
}

/// The milliseconds of an argument such as `timeout = "1s"`; mistakes are reported.
pub(super) fn duration(arg: Option<Arg>, zero: Zero, diagnostics: &mut Diagnostics) -> Option<u64> {
    let text = arg?.parse::<LitStr>("\"1s\"", codes::BAD_ARGUMENT, diagnostics)?;
    let Some(millis) = milliseconds(&text.value()) else {
        let headline = format!("`{}` is no duration", text.value());
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, text.span(), headline)
                .help("write whole milliseconds or seconds: `\"200ms\"`, `\"1s\"`"),
        );
        return None;
    };
    if millis == 0 && zero == Zero::Refused {
        let headline = format!("`{}` leaves no time at all", text.value());
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, text.span(), headline)
                .help("write a millisecond or more: `\"200ms\"`, `\"1s\"`"),
        );
        return None;
    }
    Some(millis)
}

fn milliseconds(text: &str) -> Option<u64> {
    let (number, factor) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (text.strip_suffix('s')?, 1000),
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn a_duration_is_whole_milliseconds_or_seconds() {
        assert_eq!(milliseconds("250ms"), Some(250));
        assert_eq!(milliseconds("2s"), Some(2000));
        assert_eq!(milliseconds("0s"), Some(0));
        assert_eq!(milliseconds("1.5s"), None);
        assert_eq!(milliseconds("2"), None);
    }
}
