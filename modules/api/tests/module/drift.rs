//! A change that breaks clients without a new version is an error that names it.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::fs;

use purlin::error::{Category, Error};
use purlin_api::{ApiError, Contract, Drift};
use serde_json::{Value, json};

fn recorded() -> Value {
    json!({
        "info": { "title": "Orders", "version": "1.4.0" },
        "paths": { "/orders": { "post": {
            "parameters": [
                { "in": "query", "name": "fast", "required": false, "schema": { "type": "boolean" } },
            ],
            "requestBody": { "required": false, "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/OrderInput" },
            } } },
            "responses": {
                "201": { "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Order" },
                } } },
                "409": { "$ref": "#/components/responses/Problem" },
            },
        } } },
        "components": {
            "responses": { "Problem": {} },
            "schemas": {
                "OrderInput": {
                    "type": "object", "required": ["lines"],
                    "properties": {
                        "lines": { "type": "array", "items": { "$ref": "#/components/schemas/Line" } },
                        "parent": { "$ref": "#/components/schemas/OrderInput" },
                        "kind": { "enum": ["a", "b"] },
                    },
                },
                "Line": {
                    "type": "object", "required": ["quantity"],
                    "properties": { "quantity": { "type": "integer", "minimum": 1 } },
                },
                "Order": {
                    "type": "object", "required": ["id"],
                    "properties": { "id": { "type": "integer" }, "note": { "type": "string" } },
                },
            },
        },
    })
}

/// The changes after something is put, or taken away with `null`, at a place.
fn drift(place: &str, value: Value) -> Drift {
    let mut changed = recorded();
    let (parent, name) = place.rsplit_once('/').expect("a place");
    let parent = changed.pointer_mut(parent).expect("it is there");
    let name = &name.replace("~1", "/");
    match (parent, value) {
        (Value::Object(members), Value::Null) => {
            members.remove(name).expect("it is there");
        }
        (parent, value) => parent[name] = value,
    }
    Drift::between(
        &Contract::recorded(recorded()),
        &Contract::recorded(changed),
    )
}

const SCHEMAS: &str = "/components/schemas";
const POST: &str = "/paths/~1orders/post";

#[test]
fn every_kind_of_breaking_change_is_named() {
    let schema = |rest: &str| format!("{SCHEMAS}/{rest}");
    let post = |rest: &str| format!("{POST}/{rest}");
    let text = json!({ "type": "string" });
    let cases = [
        (
            "/paths/~1orders".to_owned(),
            Value::Null,
            "`POST /orders` is gone",
        ),
        (
            post("parameters"),
            json!([]),
            "has no more query parameter `fast`",
        ),
        (
            post("parameters"),
            json!([
                { "in": "query", "name": "fast", "required": true, "schema": { "type": "boolean" } },
            ]),
            "the query parameter `fast` is required now",
        ),
        (
            post("requestBody/required"),
            json!(true),
            "the body is required now",
        ),
        (post("requestBody"), Value::Null, "takes no body any more"),
        (
            post("requestBody/content"),
            json!({ "text/csv": {} }),
            "takes no `application/json`",
        ),
        (
            post("responses/409"),
            Value::Null,
            "does not answer 409 any more",
        ),
        (
            schema("OrderInput/required"),
            json!(["lines", "kind"]),
            "field `kind` of the body is required now",
        ),
        (
            schema("OrderInput/additionalProperties"),
            json!(false),
            "takes no other fields",
        ),
        (
            schema("OrderInput/properties/kind/enum"),
            json!(["a"]),
            "never \"b\" any more",
        ),
        (
            schema("Line/properties/quantity"),
            text.clone(),
            "field `lines[].quantity` of the body was integer and is string",
        ),
        (
            schema("Line/properties/quantity/minimum"),
            json!(2),
            "has the minimum 2 now",
        ),
        (
            schema("Line/properties/quantity/maximum"),
            json!(9),
            "has the maximum 9 now",
        ),
        (
            schema("Order/properties/note"),
            Value::Null,
            "field `note` of the answer 201 is gone",
        ),
        (
            schema("Order/properties/id"),
            text,
            "was integer and is string",
        ),
        (
            schema("Order/required"),
            json!([]),
            "field `id` of the answer 201 may be missing now",
        ),
    ];
    for (place, value, named) in cases {
        let drift = drift(&place, value);
        let told: Vec<String> = drift.breaking().map(ToString::to_string).collect();
        assert!(
            told.iter().any(|one| one.contains(named)),
            "{place}: {told:?}"
        );
        assert!(drift.breaks(), "{place}");
    }
}

#[test]
fn a_new_field_that_is_required_breaks_who_sends_it_and_not_who_reads_it() {
    let field = |schema: &str| {
        let mut after = recorded();
        let schema = &mut after["components"]["schemas"][schema];
        schema["properties"]["more"] = json!({ "type": "string" });
        schema["required"]
            .as_array_mut()
            .expect("a list")
            .push(json!("more"));
        Drift::between(&Contract::recorded(recorded()), &Contract::recorded(after))
    };
    let sent = field("OrderInput");
    assert!(sent.breaks());
    let first = sent.first().expect("a change").to_string();
    assert_eq!(
        first,
        "`POST /orders`: field `more` of the body is new and required"
    );
    let read = field("Order");
    assert!(!read.breaks());
    let first = read.first().expect("a change").to_string();
    assert_eq!(
        first,
        "`POST /orders`: field `more` of the answer 201 is new"
    );
}

#[test]
fn what_leaves_clients_alone_is_told_and_does_not_break_them() {
    let cases = [
        (
            "/paths/~1new".to_owned(),
            json!({ "get": {} }),
            "`GET /new` is new",
        ),
        (
            format!("{POST}/responses/503"),
            json!({}),
            "answers 503, too",
        ),
        (format!("{POST}/deprecated"), json!(true), "is deprecated"),
        (
            format!("{SCHEMAS}/Line/properties/quantity/minimum"),
            json!(0),
            "",
        ),
        (
            format!("{SCHEMAS}/Line/properties/quantity/type"),
            json!(["integer", "null"]),
            "was integer and is integer or null",
        ),
        (
            format!("{SCHEMAS}/OrderInput/properties/kind/enum"),
            json!(["a", "b", "c"]),
            "may be \"c\"",
        ),
    ];
    for (place, value, told) in cases {
        let drift = drift(&place, value);
        assert!(!drift.breaks(), "{place}: {:?}", drift.changes());
        let all: Vec<String> = drift.changes().iter().map(ToString::to_string).collect();
        assert!(
            told.is_empty() || all.iter().any(|one| one.contains(told)),
            "{all:?}"
        );
    }
    // More kinds of value in an answer are another matter.
    let wider = json!(["integer", "null"]);
    assert!(drift(&format!("{SCHEMAS}/Order/properties/id/type"), wider).breaks());
}

#[test]
fn a_new_version_may_break_its_clients() {
    let after = |version: &str| {
        let mut after = recorded();
        after["info"]["version"] = json!(version);
        after["paths"] = json!({});
        let drift = Drift::between(&Contract::recorded(recorded()), &Contract::recorded(after));
        drift.breaks()
    };
    assert!(after("1.4.0") && after("1.5.0") && after("0.9.0"));
    assert!(!after("2.0.0") && !after("v2"));
}

#[test]
fn an_error_tells_every_breaking_change() {
    let mut after = recorded();
    after["paths"]["/orders"]["post"]["responses"] = json!({});
    let after = Contract::recorded(after);
    let error = after
        .check(&Contract::recorded(recorded()))
        .expect_err("it breaks");
    let error = Error::from(error);
    assert_eq!(
        (error.code(), error.category()),
        ("PL1701", Category::Validation)
    );
    assert!(
        error
            .message()
            .contains("`POST /orders` does not answer 201"),
        "{error}"
    );
    assert_eq!(
        error.contexts(),
        ["also `POST /orders` does not answer 409 any more"]
    );
}

#[test]
fn a_file_is_compared_and_an_earlier_contract_is_not_taken_for_this_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("openapi.json");
    let contract = Contract::recorded(recorded());
    let reason = |contract: &Contract| match contract.check_file(&path) {
        Err(ApiError::Recording { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(!reason(&contract).is_empty());
    fs::write(&path, "{").expect("written");
    assert!(reason(&contract).contains("EOF"));
    fs::write(&path, "{}").expect("written");
    assert!(reason(&contract).contains("no OpenAPI document"));

    fs::write(&path, contract.text()).expect("written");
    contract.check_file(&path).expect("the same");
    let mut more = recorded();
    more["paths"]["/new"] = json!({ "get": {} });
    let more = Contract::recorded(more);
    assert!(reason(&more).contains("`GET /new` is new"));
    fs::write(&path, more.text()).expect("written");
    let gone = contract.check_file(&path).expect_err("it breaks");
    assert_eq!(
        gone.to_string(),
        "the contract breaks its clients: `GET /new` is gone"
    );
}

#[test]
fn who_may_ask_is_a_part_of_the_promise() {
    let place = &format!("{POST}/security");
    let guarded = drift(place, json!([{ "token": [] }]));
    let first = guarded.first().map(ToString::to_string);
    let asks = "`POST /orders` asks who sends the request now";
    assert_eq!((first.as_deref(), guarded.breaks()), (Some(asks), true));

    let with = |security: Value| {
        let mut document = recorded();
        document["paths"]["/orders"]["post"]["security"] = security;
        Contract::recorded(document)
    };
    let changes = |before: &Value, after: &Value| {
        let drift = Drift::between(&with(before.clone()), &with(after.clone()));
        let told: Vec<String> = drift.changes().iter().map(ToString::to_string).collect();
        (told.join("; "), drift.breaks())
    };
    let (token, key) = (json!({ "token": [] }), json!({ "key": ["boss"] }));
    let (one, both) = (json!([token]), json!([token, key]));
    let more = "`POST /orders` lets `{\"key\":[\"boss\"]}` in, too";
    assert_eq!(changes(&one, &both), (more.to_owned(), false));
    let less = "`POST /orders` does not let `{\"key\":[\"boss\"]}` in any more";
    assert_eq!(changes(&both, &one), (less.to_owned(), true));
    let open = "`POST /orders` does not ask who sends the request any more";
    assert_eq!(changes(&one, &Value::Null), (open.to_owned(), false));
}
