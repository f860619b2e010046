use std::{fmt, ops::Deref, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A regular expression of the configuration, in the syntax of the `regex` crate. It is compiled
/// when the configuration is read, so a broken one is found then.
#[derive(Clone)]
pub struct Regex(regex::Regex);

/// A text that is no regular expression, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotARegex(String);

impl Regex {
    /// The expression of a literal that the compiler has checked.
    ///
    /// # Panics
    /// If it is no regular expression, or is too large to be compiled.
    #[doc(hidden)]
    #[must_use]
    #[expect(clippy::panic, reason = "the macro has parsed the same text")]
    pub fn checked(text: &str) -> Self {
        match text.parse() {
            Ok(regex) => regex,
            Err(error) => panic!("{error}"),
        }
    }
}

impl FromStr for Regex {
    type Err = NotARegex;

    fn from_str(text: &str) -> Result<Self, NotARegex> {
        regex::Regex::new(text).map(Self).map_err(|error| {
            // The text itself is shown by the report, if it may be shown.
            let why = error.to_string();
            let why = why.lines().last().unwrap_or_default();
            NotARegex(why.trim_start_matches("error: ").trim().to_owned())
        })
    }
}

impl Deref for Regex {
    type Target = regex::Regex;

    fn deref(&self) -> &regex::Regex {
        &self.0
    }
}

impl PartialEq for Regex {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Regex {}

impl fmt::Display for Regex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Regex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Regex({:?})", self.as_str())
    }
}

impl Serialize for Regex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Regex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Visitor)
    }
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = Regex;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a regular expression")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Regex, E> {
        text.parse()
            .map_err(|error| E::custom(format_args!("it is no regular expression: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ConfigLoader, Regex, config};

    #[config(prefix = "filter")]
    struct FilterConfig {
        #[config(default = "^/health")]
        skip: Regex,
        only: Option<Regex>,
    }

    #[test]
    fn an_expression_is_compiled_when_it_is_read() {
        let loader = ConfigLoader::new("App").file_text("a.toml", "[filter]\nonly = 'a+'");
        let filter = loader.section::<FilterConfig>().unwrap();
        assert!(filter.skip.is_match("/health/ready") && !filter.skip.is_match("/orders"));
        assert_eq!(
            filter.only.map(|only| only.to_string()).as_deref(),
            Some("a+")
        );
        let loader = ConfigLoader::new("App").file_text("a.toml", "[filter]\nonly = 'a('");
        let report = loader.section::<FilterConfig>().err().unwrap().to_string();
        assert!(
            report.contains(
                "`filter.only` is not valid: it is no regular expression: unclosed group"
            ),
            "{report}"
        );
        assert!(report.contains("--> a.toml:2:8"), "{report}");
    }
}
