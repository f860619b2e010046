use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Category, Error},
    lifecycle::TENANT_ID_MALFORMED,
};

/// The identity of a tenant: 1 to 64 characters of `a-z`, `0-9`, `-` and `_`.
///
/// Such an identity is safe in file names, table names, URLs, metric labels and log lines. It is
/// cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantId(Arc<str>);

impl TenantId {
    /// The most characters that an identity has.
    pub const MAX_LENGTH: usize = 64;

    /// Checks a text and makes it an identity.
    ///
    /// # Errors
    /// [`TenantIdError`] says which rule the text breaks; it does not repeat the text.
    pub fn new(text: &str) -> Result<Self, TenantIdError> {
        if text.is_empty() {
            return Err(TenantIdError::Empty);
        }
        let odd = |c: &char| !matches!(c, 'a'..='z' | '0'..='9' | '-' | '_');
        if let Some((index, character)) = text.chars().enumerate().find(|(_, c)| odd(c)) {
            return Err(TenantIdError::Character {
                character,
                position: index + 1,
            });
        }
        if text.len() > Self::MAX_LENGTH {
            return Err(TenantIdError::TooLong { length: text.len() });
        }
        Ok(Self(text.into()))
    }

    /// The identity as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which rule a text breaks that should be a [`TenantId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TenantIdError {
    /// The text is empty.
    #[error("a tenant's id cannot be empty")]
    Empty,
    /// The text is longer than [`TenantId::MAX_LENGTH`].
    #[error("a tenant's id has at most {max} characters, this has {length}", max = TenantId::MAX_LENGTH)]
    TooLong {
        /// How many characters it has.
        length: usize,
    },
    /// A character is not allowed.
    #[error(
        "a tenant's id has only the characters a-z, 0-9, `-` and `_`, this has {character:?} at position {position}"
    )]
    Character {
        /// The first that is not allowed.
        character: char,
        /// Where it stands, in characters from 1.
        position: usize,
    },
}

/// PL1110, a validation error.
impl From<TenantIdError> for Error {
    fn from(error: TenantIdError) -> Self {
        Self::new(Category::Validation, TENANT_ID_MALFORMED, error.to_string())
            .action("use 1 to 64 characters of a-z, 0-9, `-` and `_`")
            .caused_by(error)
    }
}

impl FromStr for TenantId {
    type Err = TenantIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl TryFrom<&str> for TenantId {
    type Error = TenantIdError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl TryFrom<String> for TenantId {
    type Error = TenantIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<TenantId> for String {
    fn from(id: TenantId) -> Self {
        id.as_str().to_owned()
    }
}

impl AsRef<str> for TenantId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Debug for TenantId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TenantId({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_id_has_1_to_64_plain_characters() {
        let longest = "a".repeat(64);
        for text in ["a", "acme-2_eu", "0", &longest] {
            let id: TenantId = text.parse().unwrap();
            assert_eq!(id.as_str(), text);
            assert_eq!(id.to_string(), text);
            assert_eq!(String::from(id), text);
        }
    }

    #[test]
    fn what_is_wrong_with_a_tenant_id_is_said_in_one_sentence() {
        let message = |text: &str| TenantId::new(text).unwrap_err().to_string();
        assert_eq!(message(""), "a tenant's id cannot be empty");
        assert_eq!(
            message(&"a".repeat(65)),
            "a tenant's id has at most 64 characters, this has 65"
        );
        assert_eq!(
            message("äcme"),
            "a tenant's id has only the characters a-z, 0-9, `-` and `_`, this has 'ä' at position 1"
        );
        for text in ["Acme", "a b", "../etc", "a\n", "a.b", "a/b", "a\0"] {
            assert!(TenantId::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_tenant_id_is_a_text_in_json_and_is_checked_when_read() {
        let id: TenantId = serde_json::from_str("\"acme\"").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"acme\"");
        let error = serde_json::from_str::<TenantId>("\"ACME\"").unwrap_err();
        assert!(error.to_string().contains("this has 'A' at position 1"));
        assert!(serde_json::from_str::<TenantId>("7").is_err());
    }

    #[test]
    fn pl1110_a_broken_tenant_id_is_a_validation_error() {
        let error = Error::from(TenantId::new("A").unwrap_err());
        assert_eq!(
            (error.code(), error.category()),
            ("PL1110", Category::Validation)
        );
    }
}
