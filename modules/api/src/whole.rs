use std::{fmt, marker::PhantomData};

use serde::{Deserializer, de};

/// Reads a whole number as JSON Schema has it, for which `3.0` is an integer, too:
/// `#[serde(deserialize_with = "whole")]`.
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Line {
///     #[serde(deserialize_with = "purlin_api::whole")]
///     quantity: i64,
/// }
///
/// # fn main() -> Result<(), serde_json::Error> {
/// assert_eq!(serde_json::from_str::<Line>(r#"{"quantity": 3.0}"#)?.quantity, 3);
/// assert!(serde_json::from_str::<Line>(r#"{"quantity": 3.5}"#).is_err());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// What is no number, has a fraction, or does not fit into the type. A number with a point fits up to
/// 2^53: beyond that it would not be the number that was sent.
pub fn whole<'de, D: Deserializer<'de>, T: TryFrom<i64>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Whole(PhantomData))
}

/// The largest number up to which each whole number is one of its own with a point, too.
const LARGEST: f64 = 9_007_199_254_740_992.0;

struct Whole<T>(PhantomData<T>);

impl<T: TryFrom<i64>> de::Visitor<'_> for Whole<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        let fits = i64::try_from(number).ok();
        let fits = fits.and_then(|number| T::try_from(number).ok());
        fits.ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it has no fraction, and is smaller than what fits"
        )]
        let whole = (number.fract() == 0.0 && number.abs() <= LARGEST).then_some(number as i64);
        let fits = whole.and_then(|whole| T::try_from(whole).ok());
        fits.ok_or_else(|| E::invalid_value(de::Unexpected::Float(number), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<u8> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        whole(&mut deserializer).ok()
    }

    #[test]
    fn what_has_no_fraction_and_fits_is_read() {
        let cases = [
            ("7", Some(7)),
            ("7.0", Some(7)),
            ("2.55e2", Some(255)),
            ("-0.0", Some(0)),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in [
            "7.5",
            "256",
            "-1",
            "256.0",
            "1e30",
            "18446744073709551615",
            "\"7\"",
            "null",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
