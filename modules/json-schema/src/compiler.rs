use std::{collections::HashMap, error::Error, fmt, sync::Arc};

use jsonschema::{Draft, PatternOptions, Retrieve, Uri};
use serde_json::Value;

use crate::{JsonSchemaConfig, JsonSchemaError, Schema};

/// Compiles schemas. What they refer to is in themselves or among the documents that were added;
/// nothing is fetched.
///
/// ```
/// use purlin_json_schema::SchemaCompiler;
/// use serde_json::json;
///
/// let compiler = SchemaCompiler::default()
///     .with_document("https://shop.example/id.json", json!({ "type": "integer", "minimum": 1 }));
/// let order = json!({ "properties": { "id": { "$ref": "https://shop.example/id.json" } } });
/// let order = compiler.compile("order", &order).unwrap();
/// assert!(order.check(&json!({ "id": 7 })).is_ok());
/// let wrong = order.check(&json!({ "id": 0 })).unwrap_err();
/// assert_eq!(wrong.violations()[0].instance_path, "/id");
/// ```
#[derive(Clone, Debug)]
pub struct SchemaCompiler {
    config: JsonSchemaConfig,
    documents: HashMap<String, Value>,
}

impl Default for SchemaCompiler {
    fn default() -> Self {
        Self::new(&JsonSchemaConfig::default())
    }
}

impl SchemaCompiler {
    /// One with these settings.
    #[must_use]
    pub fn new(config: &JsonSchemaConfig) -> Self {
        Self {
            config: config.clone(),
            documents: HashMap::new(),
        }
    }

    /// Adds a document that schemas can refer to.
    #[must_use]
    pub fn with_document(mut self, uri: impl Into<String>, document: Value) -> Self {
        self.documents.insert(uri.into(), document);
        self
    }

    /// Compiles a schema of JSON Schema 2020-12, or of the draft that its `$schema` names. `name` is
    /// for messages.
    ///
    /// # Errors
    /// PL1711 if it is none, or refers to something that is not there.
    pub fn compile(&self, name: &str, schema: &Value) -> Result<Schema, JsonSchemaError> {
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(self.config.formats)
            // Without backtracking no text can keep a pattern busy.
            .with_pattern_options(PatternOptions::regex())
            .with_retriever(Documents(Arc::new(self.documents.clone())))
            .build(schema)
            .map_err(|error| JsonSchemaError::Schema {
                name: name.to_owned(),
                reason: error.masked().to_string(),
                place: error.schema_path().to_string(),
            })?;
        Ok(Schema::new(name, validator, &self.config))
    }
}

/// The only source of what a schema refers to.
struct Documents(Arc<HashMap<String, Value>>);

impl Retrieve for Documents {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let found = self.0.get(uri.as_str()).cloned();
        found.ok_or_else(|| Box::new(Missing) as Box<dyn Error + Send + Sync>)
    }
}

/// Nothing is fetched.
#[derive(Debug)]
struct Missing;

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("there is no such document, and nothing is fetched")
    }
}

impl Error for Missing {}
