//! What a handler takes: parameters and the body of the request.

use purlin_http_server::{RouteInfo, TypeInfo};
use serde_json::{Map, Value, json};

use super::schemas::Schemas;
use crate::{fields, filter::PREFIX};

/// What a request of an operation consists of.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) parameters: Vec<Value>,
    pub(super) body: Option<Value>,
    /// Whether a change can depend on the state that the client has seen.
    pub(super) conditional: bool,
}

pub(super) fn taken(route: &RouteInfo, schemas: &mut Schemas) -> Taken {
    let mut taken = Taken::default();
    let mut names = path_names(route.path);
    for ty in route.parameters {
        take(ty, false, &mut names, schemas, &mut taken);
    }
    // Those of the path that no parameter names are there all the same.
    for name in names {
        let schema = json!({ "type": "string" });
        taken
            .parameters
            .push(parameter("path", &name, true, schema));
    }
    taken
}

/// `id` and `rest` of `/orders/{id}/{*rest}`.
fn path_names(path: &str) -> Vec<String> {
    let parts = path.split('{').skip(1);
    let names = parts.filter_map(|part| part.split('}').next());
    names
        .map(|name| name.trim_start_matches('*').to_owned())
        .collect()
}

fn take(
    ty: &TypeInfo,
    optional: bool,
    names: &mut Vec<String>,
    schemas: &mut Schemas,
    taken: &mut Taken,
) {
    let inner = ty.arguments.first();
    match (ty.base(), inner) {
        ("core::option::Option", Some(inner)) => take(inner, true, names, schemas, taken),
        ("core::result::Result", Some(inner)) => take(inner, optional, names, schemas, taken),
        ("axum::extract::path::Path", Some(inner)) => in_path(inner, names, schemas, taken),
        ("axum::extract::query::Query", Some(inner)) => in_query(inner, optional, schemas, taken),
        ("purlin_api::filter::Filter", Some(inner)) => in_filter(inner, schemas, taken),
        ("purlin_api::fields::Fields", Some(inner)) => in_fields(inner, schemas, taken),
        ("axum::json::Json", Some(inner)) => {
            let schema = schemas.read(inner);
            taken.body = Some(body("application/json", schema, optional));
        }
        ("axum::form::Form", Some(inner)) => {
            let schema = schemas.read(inner);
            let media = "application/x-www-form-urlencoded";
            taken.body = Some(body(media, schema, optional));
        }
        ("alloc::string::String", _) => {
            let schema = json!({ "type": "string" });
            taken.body = Some(body("text/plain", Some(schema), optional));
        }
        ("bytes::bytes::Bytes", _) => {
            taken.body = Some(body("application/octet-stream", None, optional));
        }
        ("axum::extract::multipart::Multipart", _) => {
            let schema = json!({ "type": "object" });
            taken.body = Some(body("multipart/form-data", Some(schema), optional));
        }
        ("purlin_http_server::conditional::IfMatch", _) => {
            taken.conditional = true;
            let schema = json!({ "type": "string" });
            taken
                .parameters
                .push(parameter("header", "If-Match", false, schema));
        }
        _ => {}
    }
}

fn body(media: &str, schema: Option<Value>, optional: bool) -> Value {
    let content = schema.map_or_else(|| json!({}), |schema| json!({ "schema": schema }));
    json!({ "required": !optional, "content": { media: content } })
}

/// Fields by their names, elements of a tuple by their places, and anything else as the only one.
fn in_path(ty: &TypeInfo, names: &mut Vec<String>, schemas: &mut Schemas, taken: &mut Taken) {
    let schema = schemas
        .read(ty)
        .unwrap_or_else(|| json!({ "type": "string" }));
    let resolved = schemas.resolved(&schema).clone();
    if let Some(fields) = resolved["properties"].as_object() {
        let all: Vec<String> = std::mem::take(names);
        for name in all {
            match fields.get(&name) {
                Some(schema) => {
                    let schema = schema.clone();
                    taken
                        .parameters
                        .push(parameter("path", &name, true, schema));
                }
                None => names.push(name),
            }
        }
        return;
    }
    let elements = match resolved["prefixItems"].as_array() {
        Some(elements) => elements.clone(),
        None => vec![schema],
    };
    let count = elements.len().min(names.len());
    for (name, schema) in names.drain(..count).zip(elements) {
        taken
            .parameters
            .push(parameter("path", &name, true, schema));
    }
}

/// Each field is a parameter.
fn in_query(ty: &TypeInfo, optional: bool, schemas: &mut Schemas, taken: &mut Taken) {
    let Some(schema) = schemas.read(ty) else {
        return;
    };
    let resolved = schemas.resolved(&schema);
    let Some(fields) = resolved["properties"].as_object() else {
        return;
    };
    let required = resolved["required"].as_array().cloned().unwrap_or_default();
    for (name, schema) in fields {
        let needed = !optional && required.iter().any(|one| one == name);
        let schema = without_null(schema.clone());
        taken
            .parameters
            .push(parameter("query", name, needed, schema));
    }
}

/// Each field is a parameter, `filter[status]`, and each of its operators, `filter[status][not]`.
fn in_filter(ty: &TypeInfo, schemas: &mut Schemas, taken: &mut Taken) {
    let Some(schema) = schemas.read(ty) else {
        return;
    };
    let resolved = schemas.resolved(&schema);
    let Some(fields) = resolved["properties"].as_object() else {
        return;
    };
    for (name, field) in fields {
        let place = format!("{PREFIX}[{name}]");
        let Some(operators) = field["properties"].as_object() else {
            taken.parameters.push(listed(&place, field.clone()));
            continue;
        };
        for (operator, schema) in operators {
            let mut schema = schema.clone();
            let about = [&field["description"], &schema["description"]];
            let about: Vec<&str> = about.into_iter().filter_map(Value::as_str).collect();
            schema["description"] = json!(about.join(" "));
            let place = match operator.as_str() {
                "is" => place.clone(),
                operator => format!("{place}[{operator}]"),
            };
            taken.parameters.push(listed(&place, schema));
        }
    }
}

/// The names of the fields of what is answered.
fn in_fields(ty: &TypeInfo, schemas: &mut Schemas, taken: &mut Taken) {
    let names = schemas.names(ty);
    let about = "The fields that are wanted; all, if it is left out.";
    let items = json!({ "type": "string", "enum": *names });
    let schema = json!({ "type": "array", "items": items, "minItems": 1, "description": about });
    taken.parameters.push(listed(fields::PARAMETER, schema));
}

/// An optional parameter of the query; a list is written with commas.
fn listed(name: &str, schema: Value) -> Value {
    let mut parameter = parameter("query", name, false, without_null(schema));
    if parameter["schema"]["type"] == "array" {
        parameter["style"] = json!("form");
        parameter["explode"] = json!(false);
    }
    parameter
}

/// A parameter, with its description beside its schema.
fn parameter(place: &str, name: &str, required: bool, mut schema: Value) -> Value {
    let described = schema
        .as_object_mut()
        .and_then(|schema| schema.remove("description"));
    let mut parameter = Map::new();
    parameter.insert("name".to_owned(), json!(name));
    parameter.insert("in".to_owned(), json!(place));
    parameter.insert("required".to_owned(), json!(required));
    parameter.insert("schema".to_owned(), schema);
    if let Some(described) = described {
        parameter.insert("description".to_owned(), described);
    }
    Value::Object(parameter)
}

/// A parameter that is left out is no `null`.
fn without_null(mut schema: Value) -> Value {
    if let Some(types) = schema["type"].as_array_mut() {
        types.retain(|one| one != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(object) = schema.as_object_mut()
        && object.get("default") == Some(&Value::Null)
    {
        object.remove("default");
    }
    schema
}
