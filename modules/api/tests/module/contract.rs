//! The contract says what the code says.
#![expect(dead_code, reason = "handlers are described here, not called")]

use std::collections::BTreeMap;

use axum::{
    Form, Json,
    extract::{
        Path, Query,
        rejection::{JsonRejection, QueryRejection},
    },
    http::StatusCode,
    response::{Html, NoContent},
};
use purlin_api::{Contract, ContractInfo, PageRequest, Paged};
use purlin_http_server::{
    AuthKind, AuthScheme, Created, IfMatch, Problem, Routes as _, axum, routes,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Something that was ordered.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Order {
    /// Newer orders have greater ids.
    #[schemars(example = 7)]
    id: u64,
    /// A word for the driver.
    #[serde(default)]
    note: String,
    lines: Vec<Line>,
}

/// One line.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Line {
    product: String,
    #[schemars(range(min = 1, max = 99))]
    quantity: u32,
}

#[derive(Deserialize, JsonSchema)]
struct Search {
    /// Words to look for.
    words: String,
    newest: Option<bool>,
}

#[derive(Deserialize, JsonSchema)]
struct Place {
    id: u64,
    line: u32,
}

struct OrdersApi;

#[routes(crate = purlin_http_server)]
impl OrdersApi {
    /// Places an order.
    ///
    /// It can be repeated with an `Idempotency-Key`.
    #[post("/orders", errors = [409], idempotency_key, rate_limit = "5/m per client")]
    fn place(&self, order: Result<Json<Order>, JsonRejection>) -> Result<Created<Order>, Problem> {
        Ok(Created::at(
            "/",
            order.map_err(|_| Problem::of(StatusCode::BAD_REQUEST))?.0,
        ))
    }

    #[get("/orders", etag)]
    fn list(&self, page: Result<Query<PageRequest>, QueryRejection>) -> Json<Paged<Order>> {
        let page = page.map_or_else(|_| PageRequest::default(), |page| page.0);
        Json(Paged::new("/orders", page, Vec::new(), 0))
    }

    #[get("/orders/{id}", deprecated = "2026-01-31", timeout = "1s")]
    fn read(&self, Path(_): Path<u64>) -> Result<Json<Order>, StatusCode> {
        Err(StatusCode::NOT_FOUND)
    }

    #[delete("/orders/{id}")]
    fn cancel(&self, Path(_): Path<u64>, _: IfMatch) -> NoContent {
        NoContent
    }

    #[get("/orders/{id}/lines/{line}")]
    fn line(&self, Path(_): Path<Place>) -> Json<Line> {
        Json(Line {
            product: String::new(),
            quantity: 1,
        })
    }

    #[get("/pairs/{a}/{b}")]
    fn pair(&self, Path(_): Path<(u8, bool)>) -> &'static str {
        ""
    }

    #[get("/search")]
    fn search(&self, _: Query<Search>) -> Html<String> {
        Html(String::new())
    }

    #[post("/search", status = 303)]
    fn search_form(&self, _: Form<Search>) {}

    #[get("/mine", auth)]
    fn mine(&self) {}

    #[get("/books", auth = ["clerk", "boss"], sunset = "2026-12-31")]
    fn books(&self) {}

    #[get("/files/{*path}")]
    #[head("/files/{*path}")]
    fn file(&self, path: Path<String>) -> (StatusCode, [(&'static str, String); 1], Json<Line>) {
        let line = Line {
            product: path.0,
            quantity: 1,
        };
        (StatusCode::OK, [("x-line", String::new())], Json(line))
    }
}

fn document() -> Value {
    let info = ContractInfo::new("Orders", "1.2.3");
    Contract::of(&info, OrdersApi.table()).document().clone()
}

fn operation(method: &str, path: &str) -> Value {
    let document = document();
    let operation = &document["paths"][path][method];
    assert!(operation.is_object(), "{method} {path}");
    operation.clone()
}

/// Name and place of each parameter, with its schema and whether it is required.
fn parameters(operation: &Value) -> BTreeMap<String, (Value, bool)> {
    let list = operation["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    list.iter()
        .map(|one| {
            let name = format!("{} {}", one["in"], one["name"]).replace('"', "");
            (name, (one["schema"].clone(), one["required"] == true))
        })
        .collect()
}

fn statuses(operation: &Value) -> Vec<String> {
    let responses = operation["responses"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    responses.keys().cloned().collect()
}

#[test]
fn the_document_says_what_it_is() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.1");
    assert_eq!(
        document["info"],
        json!({ "title": "Orders", "version": "1.2.3" })
    );
}

#[test]
fn a_doc_comment_is_summary_and_description() {
    let place = operation("post", "/orders");
    assert_eq!(place["summary"], "Places an order");
    let about = "It can be repeated with an `Idempotency-Key`.";
    assert_eq!(place["description"], about);
    assert_eq!(place["tags"], json!(["Orders"]));
    assert_eq!(place["operationId"], "orders_place");
}

#[test]
fn two_operations_of_one_handler_have_different_names() {
    let names = [
        operation("get", "/files/{path}"),
        operation("head", "/files/{path}"),
    ];
    let [first, second] = names.map(|one| one["operationId"].clone());
    assert_eq!(
        (first, second),
        (json!("orders_file"), json!("orders_file_2"))
    );
}

#[test]
fn what_is_read_and_written_differently_has_two_schemas() {
    let place = operation("post", "/orders");
    let body = &place["requestBody"];
    assert_eq!(body["required"], true);
    let read = &body["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(read, "#/components/schemas/OrderInput");
    let created = &place["responses"]["201"];
    let written = &created["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(written, "#/components/schemas/Order");
    assert!(created["headers"]["Location"].is_object());

    let document = document();
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["OrderInput"]["required"], json!(["id", "lines"]));
    assert_eq!(schemas["Order"]["required"], json!(["id", "note", "lines"]));
    let about = &schemas["Order"]["properties"]["id"]["description"];
    assert_eq!(about, "Newer orders have greater ids.");
    let examples = &schemas["Order"]["properties"]["id"]["examples"];
    assert_eq!(examples, &json!([7]));
    // What is the same both ways has one schema.
    let lines = &schemas["OrderInput"]["properties"]["lines"]["items"]["$ref"];
    assert_eq!(lines, "#/components/schemas/Line");
    assert!(schemas.get("LineInput").is_none());
    // What only parameters are made of is no schema of its own.
    assert!(schemas.get("Search").is_none() || schemas.get("PageRequest").is_none());
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member.as_str() {
                        Some(to) if name == "$ref" => found.push(to.to_owned()),
                        _ => references(member, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 10, "{found:?}");
    for to in found {
        let pointer = to.strip_prefix('#').expect("a reference into the document");
        assert!(document.pointer(pointer).is_some(), "{to}");
    }
}

#[test]
fn parameters_have_the_types_of_the_code() {
    let read = parameters(&operation("get", "/orders/{id}"));
    assert_eq!(read["path id"].0["type"], "integer");
    assert!(read["path id"].1);

    let line = parameters(&operation("get", "/orders/{id}/lines/{line}"));
    assert_eq!(line["path line"].0["format"], "uint32");
    assert_eq!(line.len(), 2);

    let pair = parameters(&operation("get", "/pairs/{a}/{b}"));
    assert_eq!(pair["path a"].0["maximum"], 255);
    assert_eq!(pair["path b"].0["type"], "boolean");

    let search = operation("get", "/search");
    let found = parameters(&search);
    assert!(found["query words"].1);
    assert_eq!(found["query newest"], (json!({ "type": "boolean" }), false));
    assert_eq!(search["parameters"][1]["description"], "Words to look for.");

    let list = parameters(&operation("get", "/orders"));
    assert_eq!(list["query per_page"].0["maximum"], 100);
    assert_eq!(list["query per_page"].0["default"], 20);
    assert!(!list["query per_page"].1);

    let cancel = parameters(&operation("delete", "/orders/{id}"));
    assert!(cancel.contains_key("header If-Match"));
}

#[test]
fn what_a_route_asks_of_its_sender_is_its_security() {
    let mine = operation("get", "/mine");
    assert_eq!(mine["security"], json!([{ "bearer": [] }]));
    assert_eq!(statuses(&mine), ["200", "401", "default"]);
    let books = operation("get", "/books");
    assert_eq!(
        books["security"],
        json!([{ "bearer": ["clerk"] }, { "bearer": ["boss"] }])
    );
    assert_eq!(statuses(&books), ["200", "401", "403", "default"]);
    assert!(operation("get", "/search").get("security").is_none());
    let scheme = &document()["components"]["securitySchemes"];
    assert_eq!(
        scheme,
        &json!({ "bearer": { "type": "http", "scheme": "bearer" } })
    );
}

#[test]
fn schemes_are_those_of_the_authenticators() {
    let mut info = ContractInfo::new("Orders", "1");
    let header = AuthScheme::new("key", AuthKind::Header { name: "x-key" });
    let token = AuthKind::Http {
        scheme: "bearer",
        format: Some("JWT"),
    };
    let token = AuthScheme::new("token", token).with_description("From the login.");
    info.schemes = vec![token, header, token];
    let contract = Contract::of(&info, OrdersApi.table());
    let document = contract.document();
    let schemes = json!({
        "key": { "type": "apiKey", "in": "header", "name": "x-key" },
        "token": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "From the login.",
        },
    });
    assert_eq!(document["components"]["securitySchemes"], schemes);
    let mine = &document["paths"]["/mine"]["get"]["security"];
    assert_eq!(mine, &json!([{ "key": [] }, { "token": [] }]));
}

#[test]
fn policies_are_answers_and_marks() {
    let place = operation("post", "/orders");
    let all = ["201", "400", "409", "413", "415", "422", "429", "default"];
    assert_eq!(statuses(&place), all);
    assert!(parameters(&place).contains_key("header Idempotency-Key"));
    let problem = &place["responses"]["409"]["$ref"];
    assert_eq!(problem, "#/components/responses/Problem");

    let read = operation("get", "/orders/{id}");
    assert_eq!(read["deprecated"], true);
    assert_eq!(statuses(&read), ["200", "400", "504", "default"]);
    assert_eq!(
        statuses(&operation("get", "/orders")),
        ["200", "304", "400", "default"]
    );
    assert!(operation("get", "/orders").get("deprecated").is_none());
    let cancel = operation("delete", "/orders/{id}");
    assert_eq!(statuses(&cancel), ["204", "400", "412", "default"]);
    assert!(cancel["responses"]["204"].get("content").is_none());
    let form = operation("post", "/search");
    assert_eq!(statuses(&form)[0], "303");
    let media = "application/x-www-form-urlencoded";
    assert!(form["requestBody"]["content"][media]["schema"].is_object());
}

#[test]
fn limits_and_quotas_are_429s_with_headers_that_tell_what_is_left() {
    let document = document();
    let headers = |operation: &Value, status: &str| -> Vec<String> {
        let headers = operation["responses"][status]["headers"].as_object();
        headers
            .cloned()
            .unwrap_or_default()
            .keys()
            .cloned()
            .collect()
    };
    let place = operation("post", "/orders");
    assert_eq!(
        place["responses"]["429"]["$ref"],
        "#/components/responses/TooManyRequests"
    );
    assert_eq!(
        headers(&place, "201"),
        ["Location", "RateLimit", "RateLimit-Policy"]
    );
    let components = &document["components"];
    let refused = &components["responses"]["TooManyRequests"];
    assert_eq!(
        refused["content"],
        components["responses"]["Problem"]["content"]
    );
    let told = refused["headers"].as_object().cloned().unwrap_or_default();
    let names: Vec<&str> = told.keys().map(String::as_str).collect();
    assert_eq!(names, ["RateLimit", "RateLimit-Policy", "Retry-After"]);
    for header in told.values() {
        let at = header["$ref"]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches('#');
        assert!(
            document
                .pointer(at)
                .is_some_and(|header| header["schema"].is_object()),
            "{at}"
        );
    }

    // A route without a limit of its own, without and with quotas.
    assert_eq!(
        headers(&operation("get", "/search"), "200"),
        [] as [&str; 0]
    );
    let mut info = ContractInfo::new("Orders", "1");
    info.quotas = true;
    let contract = Contract::of(&info, OrdersApi.table());
    let search = &contract.document()["paths"]["/search"]["get"];
    assert_eq!(headers(search, "200"), ["RateLimit", "RateLimit-Policy"]);
    assert!(search["responses"]["429"].is_object());
}

#[test]
fn the_answer_is_that_of_the_type() {
    let content = |method: &str, path: &str| {
        let operation = operation(method, path);
        let content = operation["responses"]["200"]["content"]
            .as_object()
            .cloned();
        content
            .unwrap_or_default()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(content("get", "/search"), ["text/html"]);
    assert_eq!(content("get", "/pairs/{a}/{b}"), ["text/plain"]);
    // The body of a tuple is its last.
    assert_eq!(content("get", "/files/{path}"), ["application/json"]);
    let list = operation("get", "/orders");
    let schema = &list["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(schema, "#/components/schemas/OrderPage");
}
