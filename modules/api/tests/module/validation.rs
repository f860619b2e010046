//! What does not keep to the contract is refused before its handler, and answers can be held to it.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use axum::{
    Json,
    body::{Body, to_bytes},
    extract::Query,
    http::{Request, header},
};
use purlin::{
    app::Running,
    config::{SectionInfo, settings_table},
    prelude::*,
};
use purlin_api::{
    ApiModule, ApiValidationConfig, ApiValidationModule, Fields, PageRequest, Sparse,
};
use purlin_http_server::{HttpServer, HttpServerModule, Routes, axum, routes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What is wished for.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Wish {
    #[schemars(length(min = 1))]
    what: String,
    #[schemars(range(min = 1, max = 9))]
    count: i64,
}

/// Takes wishes, and does not look at them.
#[contributes(dyn Routes)]
struct WishesApi {}

#[routes(crate = purlin_http_server)]
impl WishesApi {
    #[post("/wishes", body_limit = 200)]
    fn wish(&self, Json(wish): Json<Wish>) -> Json<Wish> {
        Json(Wish {
            count: wish.count * 5,
            ..wish
        })
    }

    #[get("/wishes")]
    fn list(
        &self,
        Query(page): Query<PageRequest>,
        fields: Fields<PageRequest>,
    ) -> Json<Sparse<PageRequest>> {
        Json(fields.of(page))
    }
}

/// Its module.
#[module(components = [WishesApi])]
struct WishesModule;

/// An application whose clients are held to the contract.
#[app(modules = [HttpServerModule, ApiModule, ApiValidationModule, WishesModule])]
struct Wishing;

async fn start(settings: &[(&str, bool)]) -> Running<Wishing> {
    let builder = Wishing::builder().config("http.address", "127.0.0.1:0");
    let builder = settings.iter().fold(builder, |builder, (path, value)| {
        builder.config(path, *value)
    });
    builder.start().await.unwrap()
}

async fn ask(app: &Running<Wishing>, method: &str, path: &str, body: &str) -> (u16, Value) {
    let request = Request::builder().method(method).uri(path);
    let request = request
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let answer = app.get::<HttpServer>().call(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

fn fields(document: &Value) -> Vec<&str> {
    let errors = document["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|one| one["field"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn every_field_that_is_wrong_is_told_before_the_handler() {
    let app = start(&[]).await;
    let (status, document) = ask(&app, "POST", "/wishes", r#"{"what": "", "count": 10}"#).await;
    assert_eq!((status, fields(&document)), (422, vec!["count", "what"]));
    let (status, document) = ask(&app, "POST", "/wishes", r#"{"count": "many"}"#).await;
    assert_eq!(status, 422);
    let mut told = fields(&document);
    told.sort_unstable();
    assert_eq!(told, ["", "count"]);
    let (status, granted) = ask(&app, "POST", "/wishes", r#"{"what": "a beam", "count": 2}"#).await;
    assert_eq!((status, &granted["count"]), (200, &json!(10)));
    // What is no JSON is told by the extractor.
    assert_eq!(ask(&app, "POST", "/wishes", "{").await.0, 400);
    app.stop().await.unwrap();
}

#[tokio::test]
async fn parameters_of_the_query_have_their_types_and_limits() {
    let app = start(&[]).await;
    let (status, page) = ask(&app, "GET", "/wishes?page=2", "").await;
    assert_eq!((status, &page["page"]), (200, &json!(2)));
    let (status, document) = ask(&app, "GET", "/wishes?page=0&per_page=500", "").await;
    assert_eq!((status, fields(&document)), (422, vec!["page", "per_page"]));
    let (status, document) = ask(&app, "GET", "/wishes?page=two", "").await;
    assert_eq!((status, fields(&document)), (422, vec!["page"]));
    app.stop().await.unwrap();
}

#[tokio::test]
async fn lists_of_the_query_are_read_at_their_commas() {
    let app = start(&[]).await;
    let (status, page) = ask(&app, "GET", "/wishes?fields=page,per_page&page=3", "").await;
    assert_eq!((status, page), (200, json!({ "page": 3, "per_page": 20 })));
    let (status, page) = ask(&app, "GET", "/wishes?fields=page&fields=per_page", "").await;
    assert_eq!((status, page["per_page"].as_u64()), (200, Some(20)));
    let (status, document) = ask(&app, "GET", "/wishes?fields=page,size", "").await;
    assert_eq!((status, fields(&document)), (422, vec!["fields[1]"]));
    app.stop().await.unwrap();
}

#[tokio::test]
async fn a_body_is_read_no_further_than_its_limit() {
    let app = start(&[]).await;
    let large = format!(r#"{{"what": "{}", "count": 1}}"#, "x".repeat(3_000_000));
    assert_eq!(ask(&app, "POST", "/wishes", &large).await.0, 413);
    let medium = format!(r#"{{"what": "{}", "count": 1}}"#, "x".repeat(300));
    assert_eq!(ask(&app, "POST", "/wishes", &medium).await.0, 413);
    app.stop().await.unwrap();
}

#[tokio::test]
async fn settings_switch_both_directions() {
    let wish = r#"{"what": "a beam", "count": 2}"#;
    let app = start(&[("api_validation.responses", true)]).await;
    let (status, document) = ask(&app, "POST", "/wishes", wish).await;
    assert_eq!(status, 500);
    let detail = document["detail"].as_str().unwrap();
    assert!(detail.contains("`count`"), "{detail}");
    let (status, granted) = ask(&app, "POST", "/wishes", r#"{"what": "a beam", "count": 1}"#).await;
    assert_eq!((status, &granted["count"]), (200, &json!(5)));
    app.stop().await.unwrap();

    let app = start(&[("api_validation.requests", false)]).await;
    let (status, granted) = ask(&app, "POST", "/wishes", r#"{"what": "", "count": 10}"#).await;
    assert_eq!((status, &granted["count"]), (200, &json!(50)));
    app.stop().await.unwrap();
}

#[test]
fn the_page_has_the_settings() {
    let table = settings_table(&[SectionInfo::of::<ApiValidationConfig>()]);
    let page = include_str!("../../../../docs/src/modules/api.md");
    assert!(page.contains(&table), "the table should be\n{table}");
}
