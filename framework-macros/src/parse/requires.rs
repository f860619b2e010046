use purlin_macros_kit::{Diagnostic, Diagnostics};
use syn::LitStr;

use crate::codes;

/// All crates of Purlin have one version, so that of the macros is that of the core.
const OWN: &str = env!("CARGO_PKG_VERSION");

/// The smallest version of Purlin that a module needs: `0.1`, `0.1.3`.
pub(super) fn requires(needed: &LitStr, diagnostics: &mut Diagnostics) {
    let text = needed.value();
    let Some(least) = numbers(&text) else {
        let headline = format!("\"{text}\" is no version");
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, needed.span(), headline)
                .help(format!("write `requires = \"{OWN}\"`")),
        );
        return;
    };
    if !numbers(OWN).is_some_and(|own| fits(own, least)) {
        let headline = format!("the module needs Purlin {text}, and this is {OWN}");
        let help = format!(
            "let `Cargo.toml` ask for a `purlin` that fits, or write `requires = \"{OWN}\"`"
        );
        diagnostics.push(Diagnostic::new(codes::OLD_CORE, needed.span(), headline).help(help));
    }
}

/// Two or three numbers; what follows `-` or `+` does not count.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let plain = version.split(['-', '+']).next()?;
    let mut parts = plain.split('.');
    let mut number = || {
        let part = parts.next()?;
        let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok())?
    };
    let (major, minor) = (number()?, number()?);
    let patch = match parts.clone().next() {
        Some(_) => parts.next()?.parse().ok()?,
        None => 0,
    };
    parts.next().is_none().then_some([major, minor, patch])
}

/// Whether a version has all that another had, as Cargo sees it: before 1.0 the middle number
/// counts as the first.
fn fits(own: [u64; 3], least: [u64; 3]) -> bool {
    let same = |count: usize| own[..count] == least[..count];
    own >= least && if own[0] == 0 { same(2) } else { same(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_has_two_or_three_numbers() {
        assert_eq!(numbers("0.1"), Some([0, 1, 0]));
        assert_eq!(numbers("1.20.3"), Some([1, 20, 3]));
        assert_eq!(numbers("0.2.0-beta.1"), Some([0, 2, 0]));
        for wrong in ["", "1", "1.", "one.two", "1.2.3.4", "^1.2", "1.+2"] {
            assert_eq!(numbers(wrong), None, "{wrong}");
        }
        assert!(numbers(OWN).is_some());
    }

    #[test]
    fn a_version_fits_if_it_is_newer_and_breaks_nothing() {
        assert!(fits([0, 1, 3], [0, 1, 0]));
        assert!(!fits([0, 1, 3], [0, 1, 4]));
        assert!(!fits([0, 2, 0], [0, 1, 0]));
        assert!(fits([1, 4, 0], [1, 3, 9]));
        assert!(!fits([2, 0, 0], [1, 3, 9]));
        assert!(!fits([1, 0, 0], [0, 9, 0]));
    }
}
