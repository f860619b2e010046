use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use super::super::{place::Place, secret};

/// Why a value could not be read.
#[derive(Debug)]
pub(in crate::config) struct ValueError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    fault: Fault,
    seen: Option<Seen>,
}

/// The value that was looked at when it went wrong.
#[derive(Debug)]
struct Seen {
    place: Place,
    found: String,
    path: String,
}

/// What is wrong with the value.
#[derive(Debug)]
pub(in crate::config) enum Fault {
    /// It is something else than expected.
    Type { expected: String },
    /// A variable does not hold a list or table as inline TOML.
    NotInline { expected: String },
    /// It is refused, with a reason.
    Refused { reason: String },
    /// A nested struct misses a field.
    Missing { field: &'static str },
    /// A nested struct or enum does not know the name.
    UnknownName {
        name: String,
        known: &'static [&'static str],
    },
    /// A secret is not what it should be; more is not said.
    Secret { expected: Option<String> },
}

impl ValueError {
    fn new(fault: Fault) -> Self {
        Self(Box::new(Inner { fault, seen: None }))
    }

    pub(super) fn wrong_type(expected: &dyn Expected) -> Self {
        Self::new(Fault::Type {
            expected: describe(expected),
        })
    }

    pub(super) fn not_inline(expected: &dyn Expected) -> Self {
        Self::new(Fault::NotInline {
            expected: describe(expected),
        })
    }

    /// The problem with a secret: where it is and what it should be, never what it is.
    pub(super) fn secret(expected: Option<String>, place: &Place, path: String) -> Self {
        let mut error = Self::new(Fault::Secret { expected });
        error.0.seen = Some(Seen {
            place: place.clone(),
            found: secret::MASK.to_owned(),
            path,
        });
        error
    }

    /// Says which value it is about, unless that is known already.
    pub(super) fn at(
        mut self,
        place: &Place,
        found: impl FnOnce() -> String,
        path: impl FnOnce() -> String,
    ) -> Self {
        if self.0.seen.is_none() {
            self.0.seen = Some(Seen {
                place: place.clone(),
                found: found(),
                path: path(),
            });
        }
        self
    }

    /// What was expected instead, if that is what is wrong.
    pub(super) fn expected(&self) -> Option<&str> {
        match &self.0.fault {
            Fault::Type { expected } | Fault::NotInline { expected } => Some(expected),
            Fault::Refused { .. }
            | Fault::Missing { .. }
            | Fault::UnknownName { .. }
            | Fault::Secret { .. } => None,
        }
    }

    /// What is wrong.
    pub(in crate::config) fn fault(&self) -> &Fault {
        &self.0.fault
    }

    /// The place of the value, and the way to it from the field.
    pub(in crate::config) fn place(&self) -> Option<(&Place, &str)> {
        let seen = self.0.seen.as_ref()?;
        Some((&seen.place, &seen.path))
    }

    /// The text of the value that was found.
    pub(in crate::config) fn found(&self) -> Option<&str> {
        self.0.seen.as_ref().map(|seen| seen.found.as_str())
    }
}

impl de::Error for ValueError {
    fn custom<T: Display>(reason: T) -> Self {
        Self::new(Fault::Refused {
            reason: reason.to_string(),
        })
    }

    fn invalid_type(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong_type(expected)
    }

    fn invalid_value(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong_type(expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::new(Fault::Refused {
            reason: format!("it has {length} elements, expected {}", describe(expected)),
        })
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        Self::unknown(name, known)
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::unknown(name, known)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Fault::Missing { field })
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::custom(format_args!("`{field}` is given twice"))
    }
}

impl ValueError {
    fn unknown(name: &str, known: &'static [&'static str]) -> Self {
        Self::new(Fault::UnknownName {
            name: name.to_owned(),
            known,
        })
    }
}

/// What is expected, in words for people who do not write Rust.
fn describe(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    let range = match text.as_str() {
        "u8" => "0 to 255",
        "u16" => "0 to 65535",
        "u32" => "0 to 4294967295",
        "u64" | "usize" => "0 to 18446744073709551615",
        "i8" => "-128 to 127",
        "i16" => "-32768 to 32767",
        "i32" => "-2147483648 to 2147483647",
        "i64" | "isize" => "-9223372036854775808 to 9223372036854775807",
        "f32" | "f64" => return "a number".to_owned(),
        "a boolean" => return "`true` or `false`".to_owned(),
        "a sequence" => return "a list".to_owned(),
        "a map" => return "a table".to_owned(),
        "path string" => return "a path".to_owned(),
        other => {
            return other
                .strip_prefix("struct ")
                .map_or_else(|| other.to_owned(), |name| format!("a table (`{name}`)"));
        }
    };
    format!("an integer from {range}")
}

impl Display for ValueError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.fault {
            Fault::Type { expected } | Fault::NotInline { expected } => {
                write!(formatter, "expected {expected}")
            }
            Fault::Refused { reason } => formatter.write_str(reason),
            Fault::Missing { field } => write!(formatter, "`{field}` is missing"),
            Fault::UnknownName { name, .. } => write!(formatter, "`{name}` is not known"),
            Fault::Secret { .. } => formatter.write_str("a secret is not valid"),
        }
    }
}

impl std::error::Error for ValueError {}
