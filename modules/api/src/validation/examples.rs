//! Examples of a contract keep to it.

use std::fmt;

use purlin_json_schema::SchemaCompiler;
use serde_json::Value;

use super::operations::{compiler, members, whole};
use crate::{ApiError, Contract};

/// An example that does not keep to its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongExample {
    /// Where it stands: `POST /orders, the body`.
    pub place: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for WrongExample {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.reason)
    }
}

impl Contract {
    /// Checks every example of the contract against its schema: those of doc comments, and those that
    /// schemas have. [`check_file`](Self::check_file) does it, too.
    ///
    /// # Errors
    /// [`ApiError::Examples`] with all that are wrong.
    pub fn check_examples(&self) -> Result<(), ApiError> {
        let mut check = Check {
            document: self.document(),
            compiler: compiler(),
            wrong: Vec::new(),
        };
        for (path, methods) in members(&self.document()["paths"]) {
            for (method, operation) in members(methods) {
                let place = format!("{} {path}", method.to_ascii_uppercase());
                check.operation(&place, operation);
            }
        }
        for (name, schema) in members(&self.document()["components"]["schemas"]) {
            check.schema(&format!("the schema `{name}`"), schema);
        }
        if check.wrong.is_empty() {
            return Ok(());
        }
        Err(ApiError::Examples(check.wrong))
    }
}

struct Check<'d> {
    document: &'d Value,
    compiler: SchemaCompiler,
    wrong: Vec<WrongExample>,
}

impl Check<'_> {
    fn operation(&mut self, place: &str, operation: &Value) {
        self.content(
            &format!("{place}, the body"),
            &operation["requestBody"]["content"],
        );
        for (status, answer) in members(&operation["responses"]) {
            self.content(&format!("{place}, the answer {status}"), &answer["content"]);
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            self.schema(
                &format!("{place}, the parameter `{name}`"),
                &parameter["schema"],
            );
        }
    }

    fn content(&mut self, place: &str, content: &Value) {
        for (_, media) in members(content) {
            if let Some(example) = media.get("example") {
                self.example(place, &media["schema"], example);
            }
            for (name, example) in members(&media["examples"]) {
                let place = format!("{place}, `{name}`");
                self.example(&place, &media["schema"], &example["value"]);
            }
        }
    }

    /// The examples in a schema and in what it is made of.
    fn schema(&mut self, place: &str, schema: &Value) {
        for example in schema["examples"].as_array().into_iter().flatten() {
            self.example(place, schema, example);
        }
        for (name, property) in members(&schema["properties"]) {
            self.schema(&format!("{place}, the field `{name}`"), property);
        }
        if schema["items"].is_object() {
            self.schema(&format!("{place}, an item"), &schema["items"]);
        }
        for several in ["allOf", "anyOf", "oneOf"] {
            for part in schema[several].as_array().into_iter().flatten() {
                self.schema(place, part);
            }
        }
    }

    fn example(&mut self, place: &str, schema: &Value, example: &Value) {
        if !schema.is_object() {
            return;
        }
        let whole = whole(self.document, schema);
        let kept = self.compiler.compile(place, &whole);
        let kept = kept.and_then(|schema| schema.check(example));
        if let Err(error) = kept {
            self.wrong.push(WrongExample {
                place: place.to_owned(),
                reason: reason(&error),
            });
        }
    }
}

fn reason(error: &purlin_json_schema::JsonSchemaError) -> String {
    let told = error
        .violations()
        .iter()
        .map(|violation| match violation.field() {
            field if field.is_empty() => violation.message.clone(),
            field => format!("`{field}` {}", violation.message),
        });
    let told: Vec<String> = told.collect();
    if told.is_empty() {
        return error.to_string();
    }
    told.join("; ")
}
