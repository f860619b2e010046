//! Every setting makes the difference that it promises.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use purlin::config::{SectionInfo, settings_table};
use purlin_api::{ApiConfig, ApiRoutes, Contract, ContractInfo};
use purlin_http_server::{Routes as _, axum};
use tower::ServiceExt as _;

async fn ask(config: &ApiConfig, path: &str) -> (StatusCode, String) {
    let contract = Contract::of(&ContractInfo::new("A", "1"), []);
    let router = Arc::new(ApiRoutes::new(&contract, config).expect("a page")).router();
    let request = Request::builder().uri(path).body(Body::empty());
    let answer = router.oneshot(request.expect("a request")).await;
    let answer = answer.expect("an answer");
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await;
    let text = String::from_utf8(bytes.expect("a body").to_vec());
    (status, text.expect("UTF-8"))
}

#[tokio::test]
async fn paths_are_those_of_the_settings() {
    let config = ApiConfig {
        document_path: "/contract.json".to_owned(),
        page_path: "/about/api".to_owned(),
        ..ApiConfig::default()
    };
    assert_eq!(ask(&config, "/contract.json").await.0, StatusCode::OK);
    assert_eq!(ask(&config, "/openapi.json").await.0, StatusCode::NOT_FOUND);
    let (_, page) = ask(&config, "/about/api").await;
    assert!(page.contains("data-document=\"/contract.json\""), "{page}");
    assert!(page.contains("src=\"/about/api/page.js\""), "{page}");
    assert_eq!(ask(&config, "/about/api/page.js").await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_served_is_not_there() {
    let config = ApiConfig {
        served: false,
        ..ApiConfig::default()
    };
    for path in ["/openapi.json", "/docs"] {
        assert_eq!(ask(&config, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn title_and_version_are_those_of_the_settings_or_of_the_application() {
    /// Nothing but a name.
    #[purlin::app(modules = [])]
    struct Nothing;
    let registry = purlin::registry::Registry::of::<Nothing>();
    let own = ContractInfo::of(&registry, &ApiConfig::default());
    assert_eq!(own, ContractInfo::new("Nothing", env!("CARGO_PKG_VERSION")));
    let config = ApiConfig {
        title: Some("Shop".to_owned()),
        version: Some("7".to_owned()),
        ..ApiConfig::default()
    };
    let told = ContractInfo::of(&registry, &config);
    assert_eq!(told, ContractInfo::new("Shop", "7"));
}

#[test]
fn the_documentation_has_every_setting_with_its_default_and_description() {
    let pages = [
        include_str!("../../README.md"),
        include_str!("../../../../docs/src/modules/api.md"),
    ];
    let table = settings_table(&[SectionInfo::of::<ApiConfig>()]);
    for page in pages {
        assert!(page.contains(&table), "the table should be\n{table}");
    }
}

#[test]
fn a_page_that_is_not_in_the_program_is_told_with_what_to_do() {
    let text = purlin::error::Error::from(purlin_api::ApiError::NoScalar).render();
    assert!(text.contains("[PL1707] `api.page` is `scalar`"), "{text}");
    assert!(
        text.contains("build with the feature `api-scalar`"),
        "{text}"
    );
}
