use std::{fmt, path::PathBuf};

use purlin::error::{Category, Error};

/// A schema cannot be used.
pub(crate) const SCHEMA: &str = "PL1711";
/// A value does not keep to its schema.
pub(crate) const INVALID: &str = "PL1712";
/// A text cannot be read as JSON.
pub(crate) const TEXT: &str = "PL1713";
/// The directory of schemas cannot be read.
pub(crate) const DIRECTORY: &str = "PL1714";

/// What can be wrong with a schema, or with what is validated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonSchemaError {
    /// A schema is none, or refers to something that is not there.
    #[error("the schema `{name}` cannot be used: {reason}, at `{place}`")]
    Schema {
        /// What it is called.
        name: String,
        /// What is wrong with it.
        reason: String,
        /// Where in the schema, a JSON pointer.
        place: String,
    },
    /// A value does not keep to its schema; never empty.
    #[error("{}", told(.0))]
    Invalid(Vec<Violation>),
    /// A text is no JSON.
    #[error("the text is no JSON: {0}")]
    Text(serde_json::Error),
    /// A text is larger than `json_schema.max_size`.
    #[error("the text has more than {most} bytes")]
    TooLarge {
        /// The limit.
        most: usize,
    },
    /// A source broke off.
    #[error("the text cannot be read: {0}")]
    Read(std::io::Error),
    /// The directory of schemas, or a file in it, cannot be read.
    #[error("`{}` cannot be read: {reason}", path.display())]
    Directory {
        /// The directory or file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// One thing in which a value does not keep to its schema. It does not quote the value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where in the value, a JSON pointer: `/lines/1/quantity`; empty for the whole.
    pub instance_path: String,
    /// Where in the schema, a JSON pointer: `/properties/lines/items/…/minimum`.
    pub schema_path: String,
    /// What is wrong.
    pub message: String,
}

impl Violation {
    /// The way to it as people write it: `lines[1].quantity`; empty for the whole.
    #[must_use]
    pub fn field(&self) -> String {
        let mut field = String::new();
        for part in self.instance_path.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) {
                field.extend(["[", &part, "]"]);
                continue;
            }
            if !field.is_empty() {
                field.push('.');
            }
            field.push_str(&part);
        }
        field
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field().as_str() {
            "" => write!(formatter, "{}", self.message),
            field => write!(formatter, "`{field}`: {}", self.message),
        }
    }
}

impl JsonSchemaError {
    /// What is wrong with the value; empty if something else is wrong.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Invalid(violations) => violations,
            _ => &[],
        }
    }
}

fn told(violations: &[Violation]) -> String {
    match violations {
        [] => "the value does not keep to its schema".to_owned(),
        [only] => format!("the value does not keep to its schema: {only}"),
        [first, rest @ ..] => format!(
            "the value does not keep to its schema: {first} (and {} more)",
            rest.len()
        ),
    }
}

impl From<JsonSchemaError> for Error {
    fn from(error: JsonSchemaError) -> Self {
        let text = error.to_string();
        match error {
            JsonSchemaError::Schema { .. } => Self::new(Category::Config, SCHEMA, text)
                .action("correct the schema at this place, or add the document that it refers to"),
            JsonSchemaError::Invalid(violations) => {
                let mut error = Self::new(Category::Validation, INVALID, text)
                    .action("send what the schema describes");
                for violation in violations.iter().skip(1) {
                    error = error.context(format!("also {violation}"));
                }
                error
            }
            JsonSchemaError::Text(_) | JsonSchemaError::TooLarge { .. } => {
                Self::new(Category::Validation, TEXT, text)
                    .action("send JSON (RFC 8259), no larger than `json_schema.max_size`")
            }
            JsonSchemaError::Read(source) => Self::new(Category::Dependency, TEXT, text)
                .action("send the whole text")
                .caused_by(source),
            JsonSchemaError::Directory { .. } => Self::new(Category::Config, DIRECTORY, text)
                .action(
                    "set `json_schema.directory` to a directory with schemas that this process may \
                     read",
                ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_written_as_people_write_it() {
        let field = |pointer: &str| {
            let violation = Violation {
                instance_path: pointer.to_owned(),
                schema_path: String::new(),
                message: String::new(),
            };
            violation.field()
        };
        assert_eq!(field("/lines/1/quantity"), "lines[1].quantity");
        assert_eq!(field("/0/a~1b"), "[0].a/b");
        assert_eq!(field(""), "");
    }
}
