use std::{fmt, str::FromStr};

use super::Randomness;

/// The identity of a request or of a chain of requests: 128 bits, 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u128);

/// A text that is no [`Id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 32 hexadecimal digits, with `-` between them as a UUID has it")]
pub struct NotAnId;

impl Id {
    /// One that nobody has had yet.
    #[must_use]
    pub fn random(randomness: &Randomness) -> Self {
        Self(randomness.wide())
    }
}

impl From<u128> for Id {
    fn from(bits: u128) -> Self {
        Self(bits)
    }
}

impl From<Id> for u128 {
    fn from(id: Id) -> Self {
        id.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Id({self})")
    }
}

/// Reads what other systems send too: fewer digits, and UUIDs.
impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() > 36
            || !text
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        {
            return Err(NotAnId);
        }
        let digits = text.replace('-', "");
        u128::from_str_radix(&digits, 16)
            .map(Self)
            .map_err(|_| NotAnId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written_and_as_a_uuid() {
        let id = Id::random(&Randomness::seeded(1));
        assert_eq!(id.to_string().parse(), Ok(id));
        let uuid = "0123456789ab-cdef-0123-4567-89abcdef";
        assert_eq!(
            uuid.parse::<Id>().unwrap().to_string(),
            "0123456789abcdef0123456789abcdef"
        );
        assert_eq!("7".parse(), Ok(Id::from(7)));
        for text in ["", "-", "x", "é", &"1".repeat(37), &"1".repeat(33)] {
            assert_eq!(text.parse::<Id>(), Err(NotAnId), "{text}");
        }
    }
}
