//! The policies of single routes, as a client sees them.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Request, Response, StatusCode, header},
};
use purlin_http_server::{ETag, IfMatch, Problem, Routes as _, axum, routes};
use tokio::time::{Instant, advance, sleep};
use tower::ServiceExt;

#[derive(Default)]
struct Api {
    asked: AtomicUsize,
}

#[routes(crate = purlin_http_server)]
impl Api {
    #[get("/slow", timeout = "2s")]
    async fn slow(&self) {
        sleep(Duration::from_secs(3)).await;
    }

    #[get("/fast", timeout = "2s")]
    async fn fast(&self) {
        sleep(Duration::from_secs(1)).await;
    }

    #[post("/small", body_limit = 4)]
    fn small(&self, body: String) -> String {
        body
    }

    #[post("/large", body_limit = "3MiB")]
    fn large(&self, body: String) -> String {
        body.len().to_string()
    }

    #[get("/rare", rate_limit = "2/m")]
    fn rare(&self) {}

    #[get("/own", rate_limit = "1/m per client")]
    fn own(&self) {}

    #[get("/keyed", rate_limit = "2/d per header x-api-key")]
    fn keyed(&self) {}

    #[get("/old", deprecated = "2026-01-31", sunset = "2026-12-31")]
    fn old(&self) {}

    #[get("/tagged", etag)]
    fn tagged(&self) -> String {
        format!("asked {} times", self.asked.load(Ordering::Relaxed))
    }

    #[get("/named", etag)]
    fn named(&self) -> (ETag, &'static str) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        (ETag::strong("v1"), "named")
    }

    #[put("/named")]
    fn rename(&self, condition: IfMatch) -> Result<(), Problem> {
        condition.required()?.check(&ETag::strong("v1"))
    }

    #[put("/flaky", retry = 2)]
    fn flaky(&self, body: String) -> (StatusCode, String) {
        self.attempt(body, 2)
    }

    #[post("/lost", retry = 2, idempotent)]
    fn lost(&self, body: String) -> (StatusCode, String) {
        self.attempt(body, 100)
    }

    #[get("/wrong", retry = 2)]
    fn wrong(&self) -> StatusCode {
        self.asked.fetch_add(1, Ordering::Relaxed);
        StatusCode::INTERNAL_SERVER_ERROR
    }

    #[get("/forever", retry = 10, timeout = "100ms")]
    fn forever(&self) -> (StatusCode, String) {
        self.attempt(String::new(), 100)
    }
}

impl Api {
    fn attempt(&self, body: String, failures: usize) -> (StatusCode, String) {
        if self.asked.fetch_add(1, Ordering::Relaxed) < failures {
            (StatusCode::SERVICE_UNAVAILABLE, "busy".to_owned())
        } else {
            (StatusCode::OK, body)
        }
    }
}

fn serve() -> (Arc<Api>, Router) {
    let api = Arc::new(Api::default());
    (Arc::clone(&api), api.router())
}

async fn ask(router: &Router, method: &str, path: &str, body: &str) -> Response<Body> {
    let request = Request::builder().method(method).uri(path);
    let request = request
        .header(header::CONTENT_LENGTH, body.len())
        .body(Body::from(body.to_owned()));
    let answer = router.clone().oneshot(request.expect("a request")).await;
    answer.expect("an answer")
}

async fn text(answer: Response<Body>) -> String {
    let body = to_bytes(answer.into_body(), usize::MAX).await;
    String::from_utf8(body.expect("a body").to_vec()).expect("UTF-8")
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_takes_too_long_is_dropped_and_the_answer_is_a_504() {
    let (_, router) = serve();
    assert_eq!(ask(&router, "GET", "/fast", "").await.status(), 200);
    let started = Instant::now();
    let answer = ask(&router, "GET", "/slow", "").await;
    assert_eq!(started.elapsed(), Duration::from_secs(2));
    assert_eq!(answer.status(), StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(
        answer.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
    assert!(text(answer).await.contains("took longer"));
}

#[tokio::test]
async fn a_route_may_take_smaller_and_larger_bodies_than_the_server() {
    let (_, router) = serve();
    assert_eq!(
        text(ask(&router, "POST", "/small", "1234").await).await,
        "1234"
    );
    let refused = ask(&router, "POST", "/small", "12345").await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let large = "x".repeat(3 << 20);
    let taken = ask(&router, "POST", "/large", &large).await;
    assert_eq!(text(taken).await, large.len().to_string());

    // A length that is not declared is found while reading.
    let request = Request::builder().method("POST").uri("/small");
    let request = request.body(Body::from("12345")).expect("a request");
    let refused = router.oneshot(request).await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(start_paused = true)]
async fn beyond_its_rate_a_route_answers_429_and_says_when_to_come_back() {
    let (_, router) = serve();
    for _ in 0..2 {
        assert_eq!(ask(&router, "GET", "/rare", "").await.status(), 200);
    }
    let answer = ask(&router, "GET", "/rare", "").await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers()[header::RETRY_AFTER], "30");
    advance(Duration::from_secs(30)).await;
    assert_eq!(ask(&router, "GET", "/rare", "").await.status(), 200);
    assert_eq!(ask(&router, "GET", "/rare", "").await.status(), 429);
}

async fn with(router: &Router, method: &str, path: &str, header: (&str, &str)) -> Response<Body> {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header.0, header.1).body(Body::empty());
    let answer = router.clone().oneshot(request.expect("a request")).await;
    answer.expect("an answer")
}

#[tokio::test(start_paused = true)]
async fn each_client_has_a_rate_of_its_own_and_is_told_how_it_stands() {
    let (_, router) = serve();
    let ask = async |client: [u8; 4]| {
        let request = Request::builder().uri("/own").body(Body::empty());
        let mut request = request.expect("a request");
        let peer = SocketAddr::from((client, 1));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request).await;
        answer.expect("an answer")
    };
    let first = ask([10, 0, 0, 1]).await;
    assert_eq!(first.status(), StatusCode::OK);
    assert_eq!(first.headers()["ratelimit-policy"], "\"route\";q=1;w=60");
    assert_eq!(first.headers()["ratelimit"], "\"route\";r=0;t=60");
    let second = ask([10, 0, 0, 1]).await;
    assert_eq!(second.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(second.headers()[header::RETRY_AFTER], "60");
    assert_eq!(second.headers()["ratelimit"], "\"route\";r=0;t=60");
    assert_eq!(ask([10, 0, 0, 2]).await.status(), StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn a_quota_is_of_one_key_and_comes_back_with_the_day() {
    let (_, router) = serve();
    let ask = async |key: &str| {
        let request = Request::get("/keyed").header("x-api-key", key);
        let request = request.body(Body::empty()).expect("a request");
        let answer = router.clone().oneshot(request).await.expect("an answer");
        let told = answer.headers()["ratelimit"].to_str().map(str::to_owned);
        (answer.status().as_u16(), told.unwrap_or_default())
    };
    let standing = |status: u16, told: &str| (status, format!("\"route\";{told}"));
    assert_eq!(ask("a").await, standing(200, "r=1;t=43200"));
    assert_eq!(ask("a").await, standing(200, "r=0;t=86400"));
    assert_eq!(ask("a").await, standing(429, "r=0;t=86400"));
    assert_eq!(ask("b").await, standing(200, "r=1;t=43200"));
    advance(Duration::from_hours(24)).await;
    assert_eq!(ask("a").await, standing(200, "r=1;t=43200"));
}

#[tokio::test]
async fn a_route_that_ends_says_so() {
    let (_, router) = serve();
    let answer = ask(&router, "GET", "/old", "").await;
    assert_eq!(answer.headers()["deprecation"], "@1769817600");
    assert_eq!(answer.headers()["sunset"], "Thu, 31 Dec 2026 00:00:00 GMT");
    let other = ask(&router, "GET", "/fast", "").await;
    assert!(!other.headers().contains_key("sunset"));
}

#[tokio::test]
async fn who_has_the_content_gets_a_304_until_it_changes() {
    let (api, router) = serve();
    let first = ask(&router, "GET", "/tagged", "").await;
    let tag = first.headers()[header::ETAG].clone();
    let tag = tag.to_str().expect("ASCII");
    assert!(tag.starts_with("W/\""), "{tag}");
    assert_eq!(text(first).await, "asked 0 times");
    let known = format!("\"other\", {tag}");
    for known in [&known, "*"] {
        let same = with(&router, "GET", "/tagged", ("if-none-match", known)).await;
        assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(same.headers()[header::ETAG], tag);
        assert_eq!(text(same).await, "");
    }
    api.asked.store(1, Ordering::Relaxed);
    let changed = with(&router, "GET", "/tagged", ("if-none-match", tag)).await;
    assert_eq!(changed.status(), StatusCode::OK);
    assert_ne!(changed.headers()[header::ETAG], tag);
}

#[tokio::test]
async fn a_tag_of_the_handler_stays_and_a_change_can_depend_on_it() {
    let (_, router) = serve();
    let named = ask(&router, "GET", "/named", "").await;
    assert_eq!(named.headers()[header::ETAG], "\"v1\"");
    let same = with(&router, "GET", "/named", ("if-none-match", "W/\"v1\"")).await;
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    let cases = [("\"v1\"", 200), ("\"v0\"", 412), ("W/\"v1\"", 412)];
    for (seen, status) in cases {
        let answer = with(&router, "PUT", "/named", ("if-match", seen)).await;
        assert_eq!(answer.status(), status, "{seen}");
    }
    let blind = ask(&router, "PUT", "/named", "").await;
    assert_eq!(blind.status(), StatusCode::PRECONDITION_REQUIRED);
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_is_tried_again_with_the_same_body() {
    let (api, router) = serve();
    let answer = ask(&router, "PUT", "/flaky", "beam").await;
    assert_eq!(text(answer).await, "beam");
    assert_eq!(api.asked.load(Ordering::Relaxed), 3);
}

#[tokio::test(start_paused = true)]
async fn after_the_last_repetition_the_failure_is_the_answer() {
    let (api, router) = serve();
    let answer = ask(&router, "POST", "/lost", "beam").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(api.asked.load(Ordering::Relaxed), 3);
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_does_not_pass_is_not_tried_again() {
    let (api, router) = serve();
    assert_eq!(ask(&router, "GET", "/wrong", "").await.status(), 500);
    assert_eq!(api.asked.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn the_timeout_holds_for_all_repetitions_together() {
    let (api, router) = serve();
    let answer = ask(&router, "GET", "/forever", "").await;
    assert_eq!(answer.status(), StatusCode::GATEWAY_TIMEOUT);
    // At 0, 20 and 60 ms; the next would be at 140 ms.
    assert_eq!(api.asked.load(Ordering::Relaxed), 3);
}
