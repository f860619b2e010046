use std::path::PathBuf;

use purlin::config::config;

/// Settings of validation against JSON Schema.
#[config(prefix = "json_schema")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonSchemaConfig {
    /// Directory with schemas, `*.json`, that are compiled at start and named by their files.
    pub directory: Option<PathBuf>,
    /// Largest text that is read, in bytes.
    #[config(default = 2_097_152, range(1..))]
    pub max_size: usize,
    /// As many violations are told of one value, at most.
    #[config(default = 100, range(1..))]
    pub max_violations: usize,
    /// Whether `format` is checked, or only describes.
    #[config(default = true)]
    pub formats: bool,
}
