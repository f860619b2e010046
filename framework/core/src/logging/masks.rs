use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use regex::Regex;
use serde_json::Value;
use zeroize::Zeroizing;

/// What stands where something secret was.
pub(crate) const MASK: &str = "‹secret›";

/// A secret shorter than this would be found in every other word.
const SHORTEST: usize = 4;

/// So many secrets are known at once; a reload that brings more lets the oldest go.
const MOST: usize = 4_096;

/// Takes out of texts what nobody may read: secrets of the configuration, numbers of credit cards,
/// tokens, passwords in addresses.
///
/// Clones know the same secrets.
#[derive(Clone)]
pub struct Masks(Arc<Inner>);

struct Inner {
    secrets: RwLock<Known>,
}

/// The secrets that are known, the longest first: one may be a part of another.
#[derive(Default)]
struct Known {
    secrets: Vec<(u64, Zeroizing<String>)>,
    /// How many were ever told.
    told: u64,
}

impl Known {
    fn add(&mut self, text: &str) {
        if text.len() < SHORTEST || self.secrets.iter().any(|(_, known)| known.as_str() == text) {
            return;
        }
        if self.secrets.len() >= MOST {
            let ages = self.secrets.iter().enumerate();
            if let Some((oldest, _)) = ages.min_by_key(|(_, (told, _))| *told) {
                self.secrets.remove(oldest);
            }
        }
        let place = self
            .secrets
            .partition_point(|(_, known)| known.len() >= text.len());
        let secret = (self.told, Zeroizing::new(text.to_owned()));
        self.secrets.insert(place, secret);
        self.told += 1;
    }
}

/// A web token; what a header of authorisation carries; a password in an address. Of each, only
/// what `secret` names is taken out.
const PATTERNS: [&str; 3] = [
    r"(?P<secret>\beyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*)",
    r"(?i-u:\b(?:bearer|basic)\s+)(?P<secret>[A-Za-z0-9._~+/-]{8,}=*)",
    r"://[^\s/:@]*:(?P<secret>[^\s@]+)@",
];

/// Compiling them takes longer than most applications take to start: it is done once in a process,
/// when the first text is masked.
static COMPILED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = PATTERNS.iter().filter_map(|text| Regex::new(text).ok());
    patterns.collect()
});

impl Masks {
    /// Masks that know no secret, only what secrets look like.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Inner {
            secrets: RwLock::default(),
        }))
    }

    /// From now on this text is never seen. One of less than four bytes is not looked for.
    pub fn hide(&self, secret: &str) {
        // As `{:?}` and JSON would show it.
        let escaped = Zeroizing::new(format!("{:?}", secret.trim()));
        let escaped = escaped.get(1..escaped.len() - 1).unwrap_or_default();
        let mut secrets = self
            .0
            .secrets
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for text in [secret.trim(), secret, escaped] {
            secrets.add(text);
        }
    }

    /// The text without what is secret in it.
    #[must_use]
    pub fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        let secrets = self
            .0
            .secrets
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        for (_, secret) in &secrets.secrets {
            if text.contains(secret.as_str()) {
                text = Cow::Owned(text.replace(secret.as_str(), MASK));
            }
        }
        drop(secrets);
        for pattern in COMPILED.iter() {
            let spans: Vec<_> = pattern
                .captures_iter(&text)
                .filter_map(|found| found.name("secret"))
                .map(|found| found.range())
                .collect();
            text = without(text, &spans);
        }
        let spans = cards(&text);
        without(text, &spans)
    }
}

impl Masks {
    /// Masks every text in the value, and keeps what it is called.
    pub fn mask_json(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.mask_in(text),
            Value::Array(list) => list.iter_mut().for_each(|value| self.mask_json(value)),
            Value::Object(object) => object.values_mut().for_each(|value| self.mask_json(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The same for a text that stays where it is.
    pub(crate) fn mask_in(&self, text: &mut String) {
        if let Cow::Owned(masked) = self.mask(text) {
            *text = masked;
        }
    }
}

impl Default for Masks {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Masks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Masks").finish_non_exhaustive()
    }
}

/// The text with the mask in the place of each span; they are in order.
fn without<'t>(text: Cow<'t, str>, spans: &[std::ops::Range<usize>]) -> Cow<'t, str> {
    if spans.is_empty() {
        return text;
    }
    let mut owned = text.into_owned();
    for span in spans.iter().rev() {
        owned.replace_range(span.clone(), MASK);
    }
    Cow::Owned(owned)
}

/// Where numbers of credit cards stand: 13 to 19 digits, perhaps in groups, with a right checksum.
fn cards(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let mut digits = Vec::new();
        let mut end = at;
        while at < bytes.len() {
            match bytes[at] {
                digit @ b'0'..=b'9' => {
                    digits.push(digit - b'0');
                    end = at + 1;
                }
                b' ' | b'-' if at == end => {}
                _ => break,
            }
            at += 1;
        }
        let inside_a_word = start > 0 && bytes[start - 1].is_ascii_alphanumeric()
            || bytes.get(end).is_some_and(u8::is_ascii_alphabetic);
        if (13..=19).contains(&digits.len()) && !inside_a_word && luhn(&digits) {
            found.push(start..end);
        }
    }
    found
}

/// Whether the last digit is the checksum of those before it.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| {
            let value = u32::from(digit);
            match place % 2 {
                0 => value,
                _ if value > 4 => value * 2 - 9,
                _ => value * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|&digit| digit != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        Masks::new().mask(text).into_owned()
    }

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(COMPILED.len(), PATTERNS.len());
    }

    #[test]
    fn numbers_of_cards_are_masked_if_their_checksum_is_right() {
        assert_eq!(masked("card 4111111111111111."), "card ‹secret›.");
        assert_eq!(masked("4111 1111 1111 1111 paid"), "‹secret› paid");
        assert_eq!(masked("3782-822463-10005"), "‹secret›");
        for other in [
            "order 4111111111111112",
            "411111111111",
            "x4111111111111111",
            "4111111111111111f",
            "0000000000000000",
            "at 2026-11-27 12:00",
        ] {
            assert_eq!(masked(other), other);
        }
    }

    #[test]
    fn tokens_and_passwords_of_addresses_are_masked() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
        assert_eq!(masked(&format!("got {token}")), "got ‹secret›");
        assert_eq!(
            masked("authorization: Bearer abc.def~123="),
            "authorization: Bearer ‹secret›"
        );
        assert_eq!(masked("basic dXNlcjpwYXNz"), "basic ‹secret›");
        assert_eq!(masked("a basic test"), "a basic test");
        assert_eq!(
            masked("postgres://ada:lovelace@db/shop"),
            "postgres://ada:‹secret›@db/shop"
        );
        assert_eq!(masked("http://localhost:80/a"), "http://localhost:80/a");
    }

    #[test]
    fn known_secrets_are_masked_however_they_are_written() {
        let masks = Masks::new();
        masks.hide("can\"ary\n");
        masks.hide("abc");
        let clone = masks.clone();
        assert_eq!(clone.mask("it is can\"ary!"), "it is ‹secret›!");
        assert_eq!(clone.mask(r#"it is can\"ary!"#), "it is ‹secret›!");
        assert_eq!(clone.mask("abc stays"), "abc stays");
        assert!(!format!("{clone:?}").contains("ary"));
    }

    #[test]
    fn a_secret_that_is_a_part_of_another_one_gives_nothing_of_it_away() {
        let masks = Masks::new();
        for secret in ["swordfish", "swordfish-tuna-carp", "tuna", "swordfish-tuna"] {
            masks.hide(secret);
        }
        assert_eq!(masks.mask("it is swordfish-tuna-carp!"), "it is ‹secret›!");
        assert_eq!(masks.mask("tuna, swordfish-tuna"), "‹secret›, ‹secret›");
    }

    #[test]
    fn texts_of_a_value_are_masked_and_its_names_are_kept() {
        let masks = Masks::new();
        masks.hide("canary");
        let mut value = serde_json::json!({ "canary": ["a canary", { "x": "canary" }, 7] });
        masks.mask_json(&mut value);
        let expected = serde_json::json!({ "canary": ["a ‹secret›", { "x": "‹secret›" }, 7] });
        assert_eq!(value, expected);
    }

    #[test]
    fn the_number_of_known_secrets_is_bounded() {
        let masks = Masks::new();
        for number in 0..MOST + 10 {
            masks.hide(&format!("secret-{number}-end"));
        }
        assert_eq!(masks.0.secrets.read().unwrap().secrets.len(), MOST);
        assert_eq!(masks.mask("secret-0-end"), "secret-0-end");
        assert_eq!(masks.mask("secret-4000-end"), MASK);
    }
}
