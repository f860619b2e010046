//! The page as a browser shows it that can reach nothing but the server.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{path::PathBuf, process::Command, sync::Arc};

use axum::Json;
use purlin_api::{ApiConfig, ApiRoutes, Contract, ContractInfo};
use purlin_http_server::{HttpServer, HttpServerConfig, Routes as _, axum, routes};
use schemars::JsonSchema;
use serde::Serialize;

/// Something that is sold.
#[derive(Serialize, JsonSchema)]
struct Beam {
    /// In millimetres.
    length: u32,
}

struct BeamsApi;

#[routes(crate = purlin_http_server)]
impl BeamsApi {
    /// All beams that there are.
    #[get("/beams", auth = "carpenter")]
    fn list(&self) -> Json<Vec<Beam>> {
        Json(vec![Beam { length: 4000 }])
    }
}

/// The first of these that is installed.
fn browser() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut all =
        std::env::split_paths(&paths).flat_map(|folder| names.map(|name| folder.join(name)));
    all.find(|program| program.is_file())
}

/// What stands in the page when its scripts have run.
fn shown(browser: &PathBuf, profile: &std::path::Path, url: &str) -> String {
    let output = Command::new(browser)
        .args([
            "--headless=new",
            "--disable-gpu",
            "--no-sandbox",
            "--dump-dom",
        ])
        // No name is found and no other address is gone to: the page must do with what it gets here.
        .arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
        .args([
            "--disable-background-networking",
            "--virtual-time-budget=10000",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(url)
        .output()
        .expect("the browser runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What the page of this configuration shows; `None` where there is no browser.
async fn seen(api: ApiConfig) -> Option<String> {
    let browser = browser()?;
    let contract = Contract::of(&ContractInfo::new("Timber", "3.2.1"), BeamsApi.table());
    let config = HttpServerConfig {
        address: ([127, 0, 0, 1], 0).into(),
        ..HttpServerConfig::default()
    };
    let server =
        HttpServer::new(config).serve(Arc::new(ApiRoutes::new(&contract, &api).expect("a page")));
    let address = server.start().await.expect("it starts");
    let profile = tempfile::tempdir().expect("a folder");
    let path = profile.path().to_owned();
    let url = format!("http://{address}/docs");
    let page = tokio::task::spawn_blocking(move || shown(&browser, &path, &url));
    let page = page.await.expect("no panic");
    server.stop().await;
    Some(page)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_the_contract_with_nothing_but_this_server() {
    let Some(page) = seen(ApiConfig::default()).await else {
        eprintln!("skipped: there is no chromium here to look at the page with");
        return;
    };
    let expected = [
        "<title>Timber</title>",
        "version 3.2.1",
        "/beams",
        "All beams that there are",
        "In millimetres.",
        "Only for those who are known by bearer (carpenter).",
    ];
    for text in expected {
        assert!(page.contains(text), "the page lacks {text:?}:\n{page}");
    }
    // Only the script writes these: without it the page still says that it waits.
    assert!(!page.contains("The contract is being read"), "{page}");
}

#[cfg(feature = "scalar")]
#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_scalar_shows_the_contract_with_nothing_but_this_server() {
    let scalar = ApiConfig {
        page: purlin_api::PageKind::Scalar,
        ..ApiConfig::default()
    };
    let Some(page) = seen(scalar).await else {
        eprintln!("skipped: there is no chromium here to look at the page with");
        return;
    };
    for text in ["Timber", "3.2.1", "/beams", "All beams that there are"] {
        assert!(page.contains(text), "the page lacks {text:?}:\n{page}");
    }
}

#[cfg(not(feature = "scalar"))]
#[test]
fn the_page_of_scalar_is_a_clear_error_where_it_is_not_in_the_program() {
    let scalar = ApiConfig {
        page: purlin_api::PageKind::Scalar,
        ..ApiConfig::default()
    };
    let contract = Contract::of(&ContractInfo::new("Timber", "3.2.1"), BeamsApi.table());
    let refused = ApiRoutes::new(&contract, &scalar).expect_err("it is not there");
    let text = purlin::error::Error::from(refused).render();
    assert!(text.contains("[PL1707]"), "{text}");
    assert!(
        text.contains("build with the feature `api-scalar`"),
        "{text}"
    );
}

/// Whatever a browser would fetch is on this server.
#[tokio::test]
async fn nothing_on_the_page_names_another_place() {
    for text in [
        include_str!("../../src/viewer/page.html"),
        include_str!("../../src/viewer/page.css"),
        include_str!("../../src/viewer/page.js"),
    ] {
        for elsewhere in [
            "http://",
            "https://",
            "//cdn",
            "@import",
            "eval(",
            "innerHTML",
        ] {
            assert!(!text.contains(elsewhere), "{elsewhere}");
        }
    }
}
