//! Lists that are narrowed, and answers with the fields that are wanted.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use axum::{
    Json,
    body::{Body, to_bytes},
    extract::Query,
    http::{Request, Uri},
};
use purlin_api::{
    Between, Contract, ContractInfo, Exactly, Fields, Filter, PageRequest, Paged, Sparse, Words,
};
use purlin_http_server::{HttpServer, HttpServerConfig, Problem, Routes, axum, routes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What it is made of.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Wood {
    Oak,
    Fir,
}

/// A beam.
#[derive(Clone, Serialize, JsonSchema)]
struct Beam {
    /// What people call it.
    name: String,
    wood: Wood,
    length: u32,
}

/// What beams can be asked for by.
#[derive(Deserialize, JsonSchema)]
struct BeamFilter {
    /// What it is made of.
    wood: Exactly<Wood>,
    /// In millimetres.
    length: Between<u32>,
    name: Words,
    /// Whether it is painted.
    painted: Option<bool>,
}

/// Sells beams.
pub(crate) struct BeamsApi;

#[routes(crate = purlin_http_server)]
impl BeamsApi {
    #[get("/beams")]
    fn list(
        &self,
        filter: Filter<BeamFilter>,
        fields: Fields<Beam>,
        Query(page): Query<PageRequest>,
        asked: Uri,
    ) -> Result<Json<Paged<Sparse<Beam>>>, Problem> {
        let all = [
            ("Oak 4 m", Wood::Oak, 4),
            ("Oak 6 m", Wood::Oak, 6),
            ("Fir 6 m", Wood::Fir, 6),
        ];
        let all = all.map(|(name, wood, length)| Beam {
            name: name.to_owned(),
            wood,
            length: length * 1000,
        });
        let fits = |beam: &&Beam| {
            filter.wood.matches(&beam.wood)
                && filter.length.matches(&beam.length)
                && filter.name.matches(&beam.name)
                && filter.painted.is_none_or(|painted| !painted)
        };
        let fitting: Vec<&Beam> = all.iter().filter(fits).collect();
        let total = fitting.len() as u64;
        let first = usize::try_from(page.offset()?).unwrap_or(usize::MAX);
        let most = usize::try_from(page.per_page).unwrap_or(usize::MAX);
        let items = fitting.into_iter().skip(first).take(most);
        let items = items.map(|beam| fields.of(beam.clone())).collect();
        Ok(Json(Paged::of(&asked, page, items, total)))
    }
}

async fn ask(path: &str) -> (u16, Value) {
    let server = HttpServer::new(HttpServerConfig::default()).serve(std::sync::Arc::new(BeamsApi));
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = server.call(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_list_is_narrowed_by_every_field_at_once() {
    let (_, all) = ask("/beams").await;
    assert_eq!(names(&all), ["Oak 4 m", "Oak 6 m", "Fir 6 m"]);
    let (_, oak) = ask("/beams?filter[wood]=oak").await;
    assert_eq!(names(&oak), ["Oak 4 m", "Oak 6 m"]);
    let (_, long) = ask("/beams?filter%5Blength%5D%5Bgt%5D=4000&filter[wood][not]=fir").await;
    assert_eq!(names(&long), ["Oak 6 m"]);
    let (_, six) = ask("/beams?filter[name][contains]=6+m&filter[wood]=oak,fir").await;
    assert_eq!(
        (names(&six), &six["total"]),
        (vec!["Oak 6 m", "Fir 6 m"], &json!(2))
    );
    let (_, painted) = ask("/beams?filter[painted]=true").await;
    assert_eq!(painted["total"], 0);
}

#[tokio::test]
async fn the_next_page_is_asked_for_in_the_same_way() {
    let mut path = "/beams?per_page=1&filter[wood]=oak&fields=name".to_owned();
    let mut seen = Vec::new();
    loop {
        let (status, page) = ask(&path).await;
        assert_eq!((status, &page["total"]), (200, &json!(2)));
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = next.to_owned();
    }
    assert_eq!(
        seen,
        [json!({ "name": "Oak 4 m" }), json!({ "name": "Oak 6 m" })]
    );
}

#[tokio::test]
async fn a_filter_that_there_is_not_is_a_problem_with_its_code_that_says_what_there_is() {
    let (status, problem) = ask("/beams?filter[lenght]=4&filter[wood]=elm&page=1").await;
    assert_eq!((status, &problem["code"]), (400, &json!("PL1704")));
    let errors = json!([
        {
            "field": "filter[lenght]",
            "message": "there is no field `lenght`: did you mean `length`? \
                        There are `wood`, `length`, `name`, `painted`",
        },
        {
            "field": "filter[wood]",
            "message": "unknown variant `elm`, expected `oak` or `fir`",
        },
    ]);
    assert_eq!(problem["errors"], errors);
}

#[tokio::test]
async fn a_field_that_there_is_not_is_a_problem_with_its_code_that_says_what_there_is() {
    let (status, problem) = ask("/beams?fields=name,colour").await;
    assert_eq!((status, &problem["code"]), (400, &json!("PL1705")));
    let message = "there is no field `colour`: there are `length`, `name`, `wood`";
    assert_eq!(
        problem["errors"],
        json!([{ "field": "fields", "message": message }])
    );
}

#[test]
fn the_contract_has_a_parameter_for_each_field_and_operator() {
    let contract = Contract::of(&ContractInfo::new("Beams", "1.0.0"), BeamsApi.table());
    let operation = &contract.document()["paths"]["/beams"]["get"];
    let parameters = operation["parameters"].as_array().unwrap();
    let named = |name: &str| {
        let mut all = parameters.iter();
        all.find(|one| one["name"] == name)
            .unwrap_or_else(|| panic!("no {name}"))
    };
    let wood = named("filter[wood][not]");
    assert_eq!(wood["description"], "What it is made of. None of these.");
    assert_eq!(
        (&wood["style"], &wood["explode"]),
        (&json!("form"), &json!(false))
    );
    assert_eq!(wood["schema"]["items"]["$ref"], "#/components/schemas/Wood");
    let length = named("filter[length][lte]");
    assert_eq!(length["schema"]["type"], "integer");
    assert_eq!(length["description"], "In millimetres. This or smaller.");
    assert_eq!(
        (&length["in"], &length["required"]),
        (&json!("query"), &json!(false))
    );
    for name in [
        "filter[wood]",
        "filter[length]",
        "filter[name][starts_with]",
    ] {
        named(name);
    }
    assert_eq!(named("filter[painted]")["schema"]["type"], "boolean");
    let fields = named("fields");
    assert_eq!(
        fields["schema"]["items"]["enum"],
        json!(["length", "name", "wood"])
    );
    // What is not wanted is not there.
    let page = &contract.document()["components"]["schemas"]["SparseBeamPage"];
    assert_eq!(
        page["properties"]["items"]["items"]["$ref"],
        "#/components/schemas/SparseBeam"
    );
    let beam = &contract.document()["components"]["schemas"]["SparseBeam"];
    assert_eq!(beam["required"], Value::Null);
    assert_eq!(
        beam["properties"]["name"]["description"],
        "What people call it."
    );
    assert!(operation["responses"]["400"].is_object());
}
