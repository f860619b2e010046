//! What each may ask for in a day or a month, by the clock of the application.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::time::Duration;

use async_trait::async_trait;
use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, header},
};
use purlin::{
    app::Running,
    config::{SectionInfo, settings_table},
    context::{Clock, ManualClock},
    error::{Category, Error},
    prelude::*,
    registry::Registry,
};
use purlin_api::{ApiConfig, Contract, QuotaConfig, QuotaCounter, QuotaModule, QuotaStore, Taken};
use purlin_http_server::{HttpServer, HttpServerModule, Routes, axum, routes};
use serde_json::{Value, json};

/// Writes reports.
#[contributes(dyn Routes)]
struct ReportsApi {}

#[routes(crate = purlin_http_server)]
impl ReportsApi {
    #[get("/reports/{id}", rate_limit = "100/s")]
    fn report(&self) -> &'static str {
        "a report"
    }

    #[get("/free")]
    fn free(&self) -> &'static str {
        "free"
    }
}

/// Its module.
#[module(components = [ReportsApi])]
struct ReportsModule;

/// An application with quotas.
#[app(modules = [HttpServerModule, QuotaModule, ReportsModule])]
struct Reporting;

/// 2026-12-30T12:00:00Z.
const NOON: u64 = 1_798_632_000_000;

async fn start(limits: &str) -> (Running<Reporting>, ManualClock) {
    let hand = ManualClock::at_unix_millis(NOON);
    let app = Reporting::builder()
        .config("http.address", "127.0.0.1:0")
        .config_text("quota.limits", limits)
        .clock(Clock::manual(&hand))
        .start()
        .await
        .unwrap();
    (app, hand)
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Vec<&str> {
        let all = self.headers.get_all(name).into_iter();
        all.map(|value| value.to_str().unwrap()).collect()
    }
}

async fn ask(app: &Running<Reporting>, path: &str, key: &str) -> Answer {
    let request = Request::get(path).header("x-api-key", key);
    let request = request.body(Body::empty()).unwrap();
    let answer = app.get::<HttpServer>().call(request).await.unwrap();
    let (head, body) = answer.into_parts();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
    }
}

#[tokio::test(start_paused = true)]
async fn each_key_has_so_many_a_day_and_is_told_how_it_stands() {
    let (app, hand) = start(r#"["2/day per header X-Api-Key on /reports"]"#).await;
    for left in [1, 0] {
        let answer = ask(&app, "/reports/1", "ada").await;
        assert_eq!(answer.status, 200);
        let policies = answer.header("ratelimit-policy");
        assert_eq!(
            policies,
            ["\"route\";q=100;w=1", "\"day-x-api-key\";q=2;w=86400"]
        );
        let stands = format!("\"day-x-api-key\";r={left};t=43200");
        assert_eq!(answer.header("ratelimit")[1], stands);
    }
    let refused = ask(&app, "/reports/2", "ada").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("retry-after"), ["43200"]);
    assert_eq!(
        refused.header("ratelimit"),
        ["\"day-x-api-key\";r=0;t=43200"]
    );
    let problem: Value = serde_json::from_slice(&refused.body).unwrap();
    let kind = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    assert_eq!(
        (&problem["type"], &problem["title"]),
        (&json!(kind), &json!("Quota exceeded"))
    );
    assert_eq!(problem["violated-policies"], json!(["day-x-api-key"]));
    // Others, other routes and what is not there are not counted with it.
    assert_eq!(ask(&app, "/reports/1", "bob").await.status, 200);
    assert_eq!(
        ask(&app, "/free", "ada").await.header("ratelimit"),
        [] as [&str; 0]
    );
    assert_eq!(ask(&app, "/nothing", "ada").await.status, 404);
    // It is not those of the last 24 hours: the day is over at midnight.
    hand.advance(Duration::from_secs(43_199));
    assert_eq!(
        ask(&app, "/reports/1", "ada").await.header("retry-after"),
        ["1"]
    );
    hand.advance(Duration::from_secs(1));
    assert_eq!(ask(&app, "/reports/1", "ada").await.status, 200);
    app.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_one_quota_refuses_is_not_taken_of_another() {
    let limits = r#"["1/day per header x-api-key", "2/month per header x-api-key"]"#;
    let (app, hand) = start(limits).await;
    let status = async |app: &_| ask(app, "/free", "ada").await.status;
    assert_eq!(
        (status(&app).await, status(&app).await, status(&app).await),
        (200, 429, 429)
    );
    hand.advance(Duration::from_hours(12));
    // The second of the month, although more were asked for; the third is one too many.
    assert_eq!(status(&app).await, 200);
    let refused = ask(&app, "/free", "ada").await;
    let problem: Value = serde_json::from_slice(&refused.body).unwrap();
    assert_eq!(
        problem["violated-policies"],
        json!(["day-x-api-key", "month-x-api-key"])
    );
    assert_eq!(
        refused.header("ratelimit-policy")[1],
        "\"month-x-api-key\";q=2;w=2678400"
    );
    // The new year.
    hand.advance(Duration::from_hours(24));
    assert_eq!(status(&app).await, 200);
    app.stop().await.unwrap();
}

#[tokio::test]
async fn a_quota_that_is_none_fails_the_start_and_shows_how_one_is_written() {
    let started = Reporting::builder()
        .config("http.address", "127.0.0.1:0")
        .config_text("quota.limits", r#"["1000/week"]"#)
        .start()
        .await;
    let text = started.err().unwrap().render();
    assert!(
        text.contains("`1000/week` is no quota: write `1000/day`"),
        "{text}"
    );
}

/// Counts nothing: its server is away.
struct Away;

#[async_trait]
impl QuotaStore for Away {
    async fn take(&self, _: &[QuotaCounter], _: u64) -> Result<Taken, Error> {
        Err(Error::new(
            Category::Dependency,
            "PL9999",
            "nobody is there",
        ))
    }
}

/// Provides another store.
struct AwayModule;

#[module]
impl AwayModule {
    #[provides(as = dyn QuotaStore)]
    fn store() -> Away {
        Away
    }
}

/// An application whose quotas are counted elsewhere.
#[app(modules = [HttpServerModule, QuotaModule, AwayModule, ReportsModule])]
struct Elsewhere;

#[tokio::test]
async fn nobody_is_refused_because_nothing_can_be_counted() {
    let app = Elsewhere::builder()
        .config("http.address", "127.0.0.1:0")
        .config_text("quota.limits", r#"["1/day"]"#)
        .start()
        .await
        .unwrap();
    assert!(app.get::<dyn QuotaStore>().take(&[], 0).await.is_err());
    for _ in 0..3 {
        let request = Request::get("/free").body(Body::empty()).unwrap();
        let answer = app.get::<HttpServer>().call(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(!answer.headers().contains_key(header::RETRY_AFTER));
    }
    app.stop().await.unwrap();
}

#[test]
fn the_contract_of_an_application_with_quotas_says_so() {
    let registry = Registry::of::<Reporting>();
    let contract = Contract::of_application(&registry, &ApiConfig::default());
    let free = &contract.document()["paths"]["/free"]["get"]["responses"];
    assert_eq!(
        free["429"]["$ref"],
        "#/components/responses/TooManyRequests"
    );
}

#[test]
fn the_page_has_the_settings() {
    let table = settings_table(&[SectionInfo::of::<QuotaConfig>()]);
    let page = include_str!("../../../../docs/src/modules/api.md");
    assert!(page.contains(&table), "the table should be\n{table}");
}
