//! Examples are where they belong, and keep to the contract.
#![expect(dead_code, reason = "handlers are described here, not called")]

use axum::Json;
#[cfg(feature = "validation")]
use purlin::error::Error;
use purlin_api::{Contract, ContractInfo};
use purlin_http_server::{Created, Problem, Routes as _, axum, routes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A beam.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Beam {
    /// In millimetres.
    #[schemars(range(min = 1), example = 4000)]
    length: u32,
}

struct BeamsApi;

#[routes(crate = purlin_http_server)]
impl BeamsApi {
    /// Saws a beam.
    ///
    /// ```json request
    /// { "length": 4000 }
    /// ```
    ///
    /// The saw is loud.
    ///
    /// ```json answer the usual one
    /// { "length": 4000 }
    /// ```
    /// ```json 201 a short one
    /// { "length": 1 }
    /// ```
    ///
    /// ```json 409
    /// { "type": "about:blank", "title": "Conflict", "status": 409 }
    /// ```
    #[post("/beams", errors = [409])]
    fn saw(&self, Json(beam): Json<Beam>) -> Result<Created<Beam>, Problem> {
        if beam.length > 10_000 {
            return Err(Problem::of(axum::http::StatusCode::CONFLICT));
        }
        Ok(Created::at("/beams/1", beam))
    }
}

struct WrongApi;

#[routes(crate = purlin_http_server)]
impl WrongApi {
    /// Saws a beam.
    ///
    /// ```json request too short
    /// { "length": 0 }
    /// ```
    /// ```json request no JSON
    /// { "length": 4 m }
    /// ```
    /// ```json 200
    /// { "length": 4000 }
    /// ```
    #[post("/wrong")]
    fn saw(&self, Json(beam): Json<Beam>) -> Json<Vec<Beam>> {
        Json(vec![beam])
    }
}

fn contract(routes: &'static [purlin_http_server::RouteInfo]) -> Contract {
    Contract::of(&ContractInfo::new("Beams", "1.0.0"), routes)
}

#[test]
fn examples_of_the_doc_comment_are_those_of_body_and_answers() {
    let contract = contract(BeamsApi.table());
    let saw = &contract.document()["paths"]["/beams"]["post"];
    assert_eq!(saw["summary"], "Saws a beam");
    assert_eq!(saw["description"], "The saw is loud.");
    let body = &saw["requestBody"]["content"]["application/json"];
    assert_eq!(body["example"], json!({ "length": 4000 }));
    let examples = &saw["responses"]["201"]["content"]["application/json"]["examples"];
    assert_eq!(examples["a short one"]["value"], json!({ "length": 1 }));
    let conflict = &saw["responses"]["409"]["content"]["application/problem+json"];
    assert_eq!(conflict["schema"]["$ref"], "#/components/schemas/Problem");
    assert_eq!(conflict["example"]["status"], 409);
}

#[cfg(feature = "validation")]
#[test]
fn every_example_that_breaks_the_contract_is_told() {
    assert_eq!(contract(BeamsApi.table()).check_examples().ok(), Some(()));
    let error = contract(WrongApi.table()).check_examples().err();
    let error = Error::from(error.unwrap_or_else(|| panic!("nothing is wrong")));
    let text = error.render();
    for part in [
        "[PL1706]",
        "POST /wrong, the body, `too short`: `length` the value is less than the minimum of 1",
        "POST /wrong, the body, `no JSON`: ",
        "POST /wrong, the answer 200: ",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// Its example was right once.
#[derive(Deserialize, JsonSchema)]
struct Board {
    #[schemars(range(min = 10), example = 4)]
    width: u32,
}

struct BoardsApi;

#[routes(crate = purlin_http_server)]
impl BoardsApi {
    #[post("/boards")]
    fn saw(&self, _: Json<Board>) {}
}

#[cfg(feature = "validation")]
#[test]
fn an_example_of_a_schema_is_held_to_it_by_the_drift_test() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = folder.path().join("openapi.json");
    let refused = contract(BoardsApi.table()).check_file(&file);
    let error = Error::from(refused.err().unwrap_or_else(|| panic!("nothing is wrong")));
    assert_eq!(error.code(), "PL1706");
    let place = "the schema `Board`, the field `width`: the value is less than the minimum of 10";
    assert!(error.message().contains(place), "{error}");
    assert!(!file.exists());
}
