use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The name by which the configuration's deserializer knows a size.
pub(super) const MARKER: &str = "$purlin::ByteSize";

/// What a size looks like, for messages.
pub(super) const EXPECTED: &str = "a size such as \"64MiB\" or \"1500kB\"";

/// The units, with their length in bytes: powers of 1024 with an `i`, of 1000 without.
const UNITS: [(&str, u64); 10] = [
    ("TiB", 1 << 40),
    ("TB", 1_000_000_000_000),
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("kB", 1_000),
    ("KB", 1_000),
    ("B", 1),
];

/// A number of bytes, written `"64MiB"` (of 1024) or `"1500kB"` (of 1000); a plain number is
/// bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSize(u64);

impl ByteSize {
    /// This many bytes.
    #[must_use]
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }

    /// This many times 1024 bytes; the most there is, if that is too many.
    #[must_use]
    pub const fn kib(number: u64) -> Self {
        Self(number.saturating_mul(1 << 10))
    }

    /// This many times 1024² bytes; the most there is, if that is too many.
    #[must_use]
    pub const fn mib(number: u64) -> Self {
        Self(number.saturating_mul(1 << 20))
    }

    /// How many bytes it is.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.0
    }

    /// How many bytes it is, for an allocation; the most there is, if that is too many.
    #[must_use]
    pub fn as_usize(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// Reads a whole number with a unit (`B`, `kB`, `MB`, `GB`, `TB`, `KiB`, `MiB`, `GiB`, `TiB`),
    /// with or without a blank between them, or without a unit.
    ///
    /// `None` if the text is something else or does not fit. Constant, so that the default of a
    /// field is checked by the compiler.
    #[must_use]
    pub const fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut number: u64 = 0;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            let digit = (bytes[at] - b'0') as u64;
            number = match number.checked_mul(10) {
                Some(tens) => match tens.checked_add(digit) {
                    Some(number) => number,
                    None => return None,
                },
                None => return None,
            };
            at += 1;
        }
        if at == 0 {
            return None;
        }
        if at == bytes.len() {
            return Some(Self(number));
        }
        if bytes[at] == b' ' {
            at += 1;
        }
        let mut unit = 0;
        while unit < UNITS.len() {
            if ends_with(bytes, at, UNITS[unit].0.as_bytes()) {
                return match number.checked_mul(UNITS[unit].1) {
                    Some(bytes) => Some(Self(bytes)),
                    None => None,
                };
            }
            unit += 1;
        }
        None
    }
}

const fn ends_with(bytes: &[u8], at: usize, unit: &[u8]) -> bool {
    if bytes.len() - at != unit.len() {
        return false;
    }
    let mut index = 0;
    while index < unit.len() {
        if bytes[at + index] != unit[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// In the largest unit that leaves no rest: `64MiB`.
impl fmt::Display for ByteSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fitting = UNITS
            .iter()
            .find(|(_, length)| self.0 > 0 && self.0.is_multiple_of(*length));
        match fitting {
            Some((unit, length)) => write!(formatter, "{}{unit}", self.0 / length),
            None => write!(formatter, "{}B", self.0),
        }
    }
}

impl From<ByteSize> for super::ConfigValue {
    fn from(size: ByteSize) -> Self {
        Self::from(size.0)
    }
}

impl Serialize for ByteSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(MARKER, Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = ByteSize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXPECTED)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<ByteSize, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_u64<E: de::Error>(self, bytes: u64) -> Result<ByteSize, E> {
        Ok(ByteSize(bytes))
    }

    fn visit_i64<E: de::Error>(self, bytes: i64) -> Result<ByteSize, E> {
        match u64::try_from(bytes) {
            Ok(bytes) => Ok(ByteSize(bytes)),
            Err(_) => Err(E::invalid_value(de::Unexpected::Signed(bytes), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ByteSize, E> {
        ByteSize::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::ByteSize;

    #[test]
    fn sizes_are_whole_numbers_with_or_without_a_unit() {
        for (text, bytes) in [
            ("64MiB", 64 << 20),
            ("1500kB", 1_500_000),
            ("2 GiB", 2 << 30),
            ("17", 17),
            ("0B", 0),
        ] {
            assert_eq!(ByteSize::parse(text), Some(ByteSize::new(bytes)), "{text}");
        }
        for text in [
            "",
            "MiB",
            "1.5MiB",
            "-1B",
            "1  B",
            "1mib",
            "99999999999TiB",
            "1B ",
        ] {
            assert_eq!(ByteSize::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_size_is_shown_in_the_largest_unit_that_leaves_no_rest() {
        for text in ["64MiB", "1500kB", "1TB", "17B", "0B"] {
            let size = ByteSize::parse(text).expect(text);
            assert_eq!(size.to_string(), text);
        }
    }
}
