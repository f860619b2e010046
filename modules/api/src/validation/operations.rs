//! What the contract says of each operation, compiled.

use std::collections::HashMap;

use purlin_json_schema::{JsonSchemaConfig, JsonSchemaError, Schema, SchemaCompiler};
use serde_json::{Map, Value, json};

use crate::Contract;

/// The operations of a contract by method and path.
#[derive(Debug, Default)]
pub(super) struct Operations(HashMap<(String, String), Operation>);

/// What one operation takes and gives.
#[derive(Debug)]
pub(super) struct Operation {
    /// The body, if it is JSON.
    pub(super) body: Option<Schema>,
    /// All parameters of the query as an object, with what the single ones are.
    pub(super) query: Option<(Schema, HashMap<String, Kind>)>,
    /// The JSON of answers, by status.
    pub(super) answers: HashMap<u16, Schema>,
}

impl Operations {
    pub(super) fn of(contract: &Contract) -> Result<Self, JsonSchemaError> {
        let document = contract.document();
        let compiler = compiler();
        let compile = |name: &str, schema: &Value| compiler.compile(name, &whole(document, schema));
        let mut operations = HashMap::new();
        for (path, methods) in members(&document["paths"]) {
            for (method, operation) in members(methods) {
                let name = format!("{method} {path}");
                let body = &operation["requestBody"]["content"]["application/json"]["schema"];
                let body = body.is_object().then(|| compile(&name, body)).transpose()?;
                let (schema, types) = query(operation);
                let query = match schema {
                    Some(schema) => Some((compile(&name, &schema)?, types)),
                    None => None,
                };
                let mut answers = HashMap::new();
                for (status, answer) in members(&operation["responses"]) {
                    let schema = &answer["content"]["application/json"]["schema"];
                    if let (Ok(status), true) = (status.parse(), schema.is_object()) {
                        answers.insert(status, compile(&name, schema)?);
                    }
                }
                let known = Operation {
                    body,
                    query,
                    answers,
                };
                operations.insert((method.to_ascii_uppercase(), path.clone()), known);
            }
        }
        Ok(Self(operations))
    }

    /// The operation of a route, as axum writes its path.
    pub(super) fn get(&self, method: &str, path: &str) -> Option<&Operation> {
        let path = crate::contract::shown_path(path);
        self.0.get(&(method.to_owned(), path))
    }
}

/// Compiles schemas of a contract.
pub(super) fn compiler() -> SchemaCompiler {
    SchemaCompiler::new(&JsonSchemaConfig {
        // The server has limits of its own.
        max_size: usize::MAX,
        ..JsonSchemaConfig::default()
    })
}

/// A schema with what it refers to: references lead into the document, so its schemas go along.
pub(super) fn whole(document: &Value, schema: &Value) -> Value {
    json!({
        "allOf": [schema],
        "components": { "schemas": document["components"]["schemas"] },
    })
}

pub(super) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// What the text of a parameter is read as.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text,
    Number,
    Bool,
    /// Of such.
    List(Simple),
}

/// What stands in a list.
type Simple = fn(&str) -> Value;

impl Kind {
    fn of(parameter: &Value) -> Self {
        let schema = &parameter["schema"];
        let of = |schema: &Value| match schema["type"].as_str() {
            Some("integer" | "number") => Self::Number,
            Some("boolean") => Self::Bool,
            _ => Self::Text,
        };
        if schema["type"] != "array" {
            return of(schema);
        }
        Self::List(match of(&schema["items"]) {
            Self::Number => number,
            Self::Bool => boolean,
            Self::Text | Self::List(_) => text,
        })
    }

    fn read(self, written: &str) -> Value {
        match self {
            Self::Text => text(written),
            Self::Number => number(written),
            Self::Bool => boolean(written),
            Self::List(each) => written.split(',').map(each).collect(),
        }
    }
}

fn text(written: &str) -> Value {
    Value::from(written)
}

fn number(written: &str) -> Value {
    let read = written.parse::<serde_json::Number>();
    read.map_or_else(|_| text(written), Value::Number)
}

fn boolean(written: &str) -> Value {
    match written {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => text(written),
    }
}

/// The parameters of the query as the schema of an object, and what each is.
fn query(operation: &Value) -> (Option<Value>, HashMap<String, Kind>) {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut types = HashMap::new();
    for parameter in parameters.filter(|one| one["in"] == "query") {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        if parameter["required"] == true {
            required.push(name.clone());
        }
        types.insert(name.clone(), Kind::of(parameter));
        properties.insert(name, parameter["schema"].clone());
    }
    if properties.is_empty() {
        return (None, types);
    }
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    (Some(schema), types)
}

impl Operation {
    /// The query as an object: texts as what their parameters are, where they can be such. A list that
    /// is repeated goes on.
    pub(super) fn read_query(kinds: &HashMap<String, Kind>, pairs: Vec<(String, String)>) -> Value {
        let mut object = Map::new();
        for (name, written) in pairs {
            let kind = kinds.get(&name).copied().unwrap_or(Kind::Text);
            let mut value = kind.read(&written);
            let before = object.get_mut(&name).and_then(Value::as_array_mut);
            match (before, value.as_array_mut()) {
                (Some(before), Some(more)) => before.append(more),
                _ => {
                    object.insert(name, value);
                }
            }
        }
        Value::Object(object)
    }
}
