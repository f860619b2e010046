//! One route as an operation.

use std::collections::BTreeSet;

use purlin_http_server::{RouteInfo, axum::http::StatusCode};
use serde_json::{Map, Value, json};

use super::{
    example::{self, Example, Of, examples},
    give::{Given, given},
    limited,
    schemas::Schemas,
    take::{Taken, taken},
};

/// `limited` is whether a request may be one too many.
pub(super) fn operation(route: &RouteInfo, limited: bool, schemas: &mut Schemas) -> Value {
    let mut taken = taken(route, schemas);
    let given = given(route.answer.as_ref(), schemas);
    let mut operation = Map::new();
    let mut put = |name: &str, value: Value| operation.insert(name.to_owned(), value);
    let (tag, name) = names(route.handler);
    put("operationId", json!(format!("{}_{name}", snake(&tag))));
    put("tags", json!([tag]));
    let (doc, examples) = examples(route.doc);
    let (summary, description) = described(&doc);
    if let Some(summary) = summary {
        put("summary", json!(summary));
    }
    if let Some(description) = description {
        put("description", json!(description));
    }
    if route.policy.deprecated.is_some() {
        put("deprecated", json!(true));
    }
    if route.policy.idempotency_key {
        let about = "A name of this request, the same for each repetition of it.";
        taken.parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": about, "schema": { "type": "string", "maxLength": 255 },
        }));
    }
    let mut responses = responses(route, limited, &taken, given);
    for example in &examples {
        with_example(&examples, example.of, &mut responses);
    }
    put("responses", responses);
    if !taken.parameters.is_empty() {
        put("parameters", Value::Array(taken.parameters));
    }
    if let Some(mut body) = taken.body {
        example::put(&examples, Of::Request, &mut body["content"]);
        put("requestBody", body);
    }
    Value::Object(operation)
}

/// Puts the examples of a status, or of a success, to its answer.
fn with_example(examples: &[Example], of: Of, responses: &mut Value) {
    let success = |status: &&String| status.starts_with('2') || status.starts_with('3');
    let status = match of {
        Of::Request => return,
        Of::Status(status) => status.to_string(),
        Of::Success => {
            let mut all = responses.as_object().into_iter().flat_map(Map::keys);
            let Some(status) = all.find(success) else {
                return;
            };
            status.clone()
        }
    };
    let Some(answer) = responses.get_mut(&status) else {
        return;
    };
    if answer["$ref"].is_string() {
        let problem = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
        let content = json!({ "application/problem+json": problem });
        let reason = status.parse().map_or("Error", reason);
        *answer = if answer["$ref"] == limited::ANSWER {
            limited::refusal(&content)
        } else {
            json!({ "description": reason, "content": content })
        };
    }
    example::put(examples, of, &mut answer["content"]);
}

/// The success, the failures that are known, and any other failure.
fn responses(route: &RouteInfo, limited: bool, taken: &Taken, given: Given) -> Value {
    let policy = &route.policy;
    let status = policy.status.unwrap_or(given.status);
    let mut success = json!({ "description": reason(status) });
    // A 204 and a 304 have no content whatever the type is.
    if let Some(content) = given.content.filter(|_| !matches!(status, 204 | 205 | 304)) {
        success["content"] = content;
    }
    if let Some(headers) = given.headers {
        success["headers"] = headers;
    }
    if limited && let Value::Object(told) = limited::headers() {
        for (name, header) in told {
            success["headers"][name] = header;
        }
    }
    let mut responses = Map::new();
    responses.insert(status.to_string(), success);
    if policy.etag && route.method == "GET" {
        let unchanged = json!({ "description": reason(304) });
        responses.insert("304".to_owned(), unchanged);
    }
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    for error in errors(route, taken) {
        responses.insert(error.to_string(), problem.clone());
    }
    if limited {
        responses.insert("429".to_owned(), json!({ "$ref": limited::ANSWER }));
    }
    responses.insert("default".to_owned(), problem);
    Value::Object(responses)
}

fn errors(route: &RouteInfo, taken: &Taken) -> BTreeSet<u16> {
    let policy = &route.policy;
    let mut errors: BTreeSet<u16> = policy.errors.iter().copied().collect();
    let mut add = |applies: bool, status: &[u16]| {
        if applies {
            errors.extend(status);
        }
    };
    let typed = |place: &str| taken.parameters.iter().any(|one| one["in"] == place);
    if let Some(auth) = policy.auth {
        add(true, &[401]);
        add(!auth.roles.is_empty(), &[403]);
    }
    add(typed("path") || typed("query"), &[400]);
    add(taken.body.is_some(), &[400, 413, 415, 422]);
    add(taken.conditional, &[412]);
    add(policy.idempotency_key, &[409, 422]);
    add(policy.timeout.is_some(), &[504]);
    errors
}

fn reason(status: u16) -> &'static str {
    let status = StatusCode::from_u16(status).ok();
    status
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Success")
}

/// `OrdersApi::place` is `place` of `Orders`.
fn names(handler: &str) -> (String, &str) {
    let (owner, name) = handler.rsplit_once("::").unwrap_or(("Api", handler));
    let owner = owner.split('<').next().unwrap_or(owner);
    let owner = owner.rsplit("::").next().unwrap_or(owner);
    let short = ["Api", "Routes"]
        .into_iter()
        .find_map(|suffix| owner.strip_suffix(suffix))
        .filter(|short| !short.is_empty());
    (short.unwrap_or(owner).to_owned(), name)
}

/// `OrderLines` as `order_lines`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The first paragraph of a doc comment as a summary, if it is short, and the rest.
fn described(doc: &str) -> (Option<String>, Option<String>) {
    let doc = doc.trim();
    if doc.is_empty() {
        return (None, None);
    }
    let (first, rest) = doc.split_once("\n\n").unwrap_or((doc, ""));
    let summary = first.split_whitespace().collect::<Vec<_>>().join(" ");
    let summary = summary.trim_end_matches('.').to_owned();
    let rest = rest.trim();
    (Some(summary), (!rest.is_empty()).then(|| rest.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_handler_without_what_all_have() {
        assert_eq!(names("OrdersApi::place"), ("Orders".to_owned(), "place"));
        assert_eq!(names("api::Line<T>::add"), ("Line".to_owned(), "add"));
        assert_eq!(names("Api::add"), ("Api".to_owned(), "add"));
        assert_eq!(snake("OrderLines"), "order_lines");
    }

    #[test]
    fn the_first_paragraph_is_the_summary() {
        let (summary, rest) = described("Places an\norder.\n\nOnce only.");
        assert_eq!(summary.as_deref(), Some("Places an order"));
        assert_eq!(rest.as_deref(), Some("Once only."));
        assert_eq!(described(" "), (None, None));
    }
}
