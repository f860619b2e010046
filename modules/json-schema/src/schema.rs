use std::{fmt, io::Read, sync::Arc};

use jsonschema::Validator;
use serde_json::Value;

use crate::{JsonSchemaConfig, JsonSchemaError, Violation};

/// A compiled schema; clones share it.
#[derive(Clone)]
pub struct Schema(Arc<Compiled>);

struct Compiled {
    name: String,
    validator: Validator,
    max_size: usize,
    max_violations: usize,
}

impl Schema {
    pub(crate) fn new(name: &str, validator: Validator, config: &JsonSchemaConfig) -> Self {
        Self(Arc::new(Compiled {
            name: name.to_owned(),
            validator,
            max_size: config.max_size,
            max_violations: config.max_violations,
        }))
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether a value keeps to it. Faster than [`Schema::check`], for it stops at the first violation.
    #[must_use]
    pub fn is_valid(&self, value: &Value) -> bool {
        self.0.validator.is_valid(value)
    }

    /// Checks a value.
    ///
    /// # Errors
    /// PL1712 with all violations, up to `json_schema.max_violations`.
    pub fn check(&self, value: &Value) -> Result<(), JsonSchemaError> {
        if self.is_valid(value) {
            return Ok(());
        }
        let errors = self.0.validator.iter_errors(value);
        let violations = errors.take(self.0.max_violations).map(|error| Violation {
            instance_path: error.instance_path().to_string(),
            schema_path: error.schema_path().to_string(),
            // What was sent may be a secret.
            message: error.masked_with("the value").to_string(),
        });
        Err(JsonSchemaError::Invalid(violations.collect()))
    }

    /// Reads a text and checks it.
    ///
    /// # Errors
    /// PL1713 if it is too large or no JSON, PL1712 with all violations.
    pub fn check_bytes(&self, text: &[u8]) -> Result<Value, JsonSchemaError> {
        let most = self.0.max_size;
        if text.len() > most {
            return Err(JsonSchemaError::TooLarge { most });
        }
        let value = serde_json::from_slice(text).map_err(JsonSchemaError::Text)?;
        self.check(&value)?;
        Ok(value)
    }

    /// Reads a source to its end, or to the limit, and checks it.
    ///
    /// # Errors
    /// As [`Schema::check_bytes`], and PL1713 if the source breaks off.
    pub fn check_reader(&self, source: impl Read) -> Result<Value, JsonSchemaError> {
        let mut text = Vec::new();
        // One byte more tells a text that is too large from one that just fits.
        let most = u64::try_from(self.0.max_size).unwrap_or(u64::MAX);
        let mut limited = source.take(most.saturating_add(1));
        limited
            .read_to_end(&mut text)
            .map_err(JsonSchemaError::Read)?;
        self.check_bytes(&text)
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Schema").field(&self.0.name).finish()
    }
}
