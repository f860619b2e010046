//! The module in an application: the contract is served, shown and can be asked for.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
    routing::get,
};
use purlin::{app::Running, prelude::*};
use purlin_api::{ApiModule, Contract};
use purlin_http_server::{HttpServer, HttpServerModule, Routes, axum, routes};

/// Counts.
#[contributes(dyn Routes)]
struct CountApi {}

#[routes(crate = purlin_http_server)]
impl CountApi {
    /// How many there are.
    #[get("/count")]
    fn count(&self) -> Json<u32> {
        Json(3)
    }
}

/// Routes with a contract and some without.
struct CountModule;

#[module(components = [CountApi])]
impl CountModule {
    #[contributes(dyn Routes)]
    fn plain() -> Router {
        Router::new().route("/plain", get(async || "plain"))
    }
}

/// An application with a contract.
#[app(modules = [HttpServerModule, ApiModule, CountModule])]
struct Counter;

async fn start(settings: &[(&str, &str)]) -> Running<Counter> {
    let builder = Counter::builder().config("http.address", "127.0.0.1:0");
    let builder = settings.iter().fold(builder, |builder, (path, value)| {
        builder.config_text(path, *value)
    });
    builder.start().await.expect("starts")
}

async fn ask(app: &Running<Counter>, path: &str, known: Option<&str>) -> Response<Body> {
    let mut request = Request::builder().uri(path);
    if let Some(known) = known {
        request = request.header(header::IF_NONE_MATCH, known);
    }
    let request = request.body(Body::empty()).expect("a request");
    let server = app.get::<HttpServer>();
    server.call(request).await.expect("an answer")
}

async fn text(answer: Response<Body>) -> String {
    let bytes = to_bytes(answer.into_body(), usize::MAX)
        .await
        .expect("a body");
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[tokio::test]
async fn the_contract_is_served_and_a_client_that_has_it_gets_a_304() {
    let app = start(&[]).await;
    let answer = ask(&app, "/openapi.json", None).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
    let tag = answer.headers()[header::ETAG]
        .to_str()
        .expect("ASCII")
        .to_owned();
    let served = text(answer).await;
    assert_eq!(served, app.get::<Contract>().text());
    let same = ask(&app, "/openapi.json", Some(&tag)).await;
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    app.stop().await.expect("stops");
}

#[tokio::test]
async fn what_has_no_description_is_not_in_the_contract_and_is_served() {
    let app = start(&[]).await;
    let paths = app.get::<Contract>().document()["paths"].clone();
    let paths: Vec<_> = paths.as_object().expect("paths").keys().collect();
    assert_eq!(paths, ["/count"]);
    assert_eq!(text(ask(&app, "/plain", None).await).await, "plain");
    app.stop().await.expect("stops");
}

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let app = start(&[]).await;
    let page = ask(&app, "/docs", None).await;
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .expect("ASCII");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'"),
        "{policy}"
    );
    let page = text(page).await;
    assert!(page.contains("data-document=\"/openapi.json\""), "{page}");
    let mut size = page.len();
    for (asset, media) in [("page.js", "text/javascript"), ("page.css", "text/css")] {
        let path = format!("/docs/{asset}");
        assert!(page.contains(&format!("\"{path}\"")), "{page}");
        let answer = ask(&app, &path, None).await;
        let found = answer.headers()[header::CONTENT_TYPE]
            .to_str()
            .expect("ASCII");
        assert_eq!(found, format!("{media}; charset=utf-8"));
        let asset = text(answer).await;
        assert!(!asset.contains("http://") && !asset.contains("https://"));
        size += asset.len();
    }
    assert!(size < 50 * 1024, "{size}");
    app.stop().await.expect("stops");
}
