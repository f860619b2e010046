//! A request with `Idempotency-Key` is made once, however often it is sent.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test, and a handler is told to panic"
)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use purlin::{
    app::Running,
    config::{SectionInfo, settings_table},
    prelude::*,
};
use purlin_api::{IdempotencyConfig, IdempotencyModule};
use purlin_http_server::{Created, HttpServer, HttpServerModule, Routes, axum, routes};
use tokio::{
    sync::Semaphore,
    time::{Instant, advance},
};

/// Takes payments.
#[contributes(dyn Routes)]
struct PaymentsApi {
    #[value(AtomicUsize::new(0))]
    made: AtomicUsize,
    gate: Arc<Gate>,
}

/// Lets handlers go on.
#[provides]
struct Gate {
    #[value(Semaphore::new(0))]
    begun: Semaphore,
    #[value(Semaphore::new(0))]
    open: Semaphore,
}

#[routes(crate = purlin_http_server)]
impl PaymentsApi {
    #[post("/payments", idempotency_key)]
    fn pay(&self, body: String) -> Created<usize> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        Created::at(format!("/payments/{number}/{body}"), number)
    }

    #[post("/plain")]
    fn plain(&self) -> String {
        self.made.fetch_add(1, Ordering::Relaxed).to_string()
    }

    #[post("/broken", idempotency_key)]
    fn broken(&self) -> StatusCode {
        match self.made.fetch_add(1, Ordering::Relaxed) {
            0 => StatusCode::SERVICE_UNAVAILABLE,
            1 => panic!("told to panic"),
            _ => StatusCode::OK,
        }
    }

    #[post("/slow", idempotency_key)]
    async fn slow(&self) -> String {
        self.gate.begun.add_permits(1);
        self.gate.open.acquire().await.unwrap().forget();
        self.made.fetch_add(1, Ordering::Relaxed).to_string()
    }
}

/// Its module.
#[module(components = [PaymentsApi, Gate])]
struct PaymentsModule;

/// An application with payments.
#[app(modules = [HttpServerModule, IdempotencyModule, PaymentsModule], expose = [Gate])]
struct Paying;

async fn start(settings: &[(&str, &str)]) -> Running<Paying> {
    let builder = Paying::builder().config("http.address", "127.0.0.1:0");
    let builder = settings.iter().fold(builder, |builder, (path, value)| {
        builder.config_text(path, *value)
    });
    builder.start().await.unwrap()
}

fn request(path: &str, key: &str, body: &str) -> Request<Body> {
    Request::post(path)
        .header("idempotency-key", key)
        .body(Body::from(body.to_owned()))
        .unwrap()
}

async fn send(app: &Running<Paying>, path: &str, key: &str, body: &str) -> Response<Body> {
    let server = app.get::<HttpServer>();
    server.call(request(path, key, body)).await.unwrap()
}

async fn text(answer: Response<Body>) -> String {
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_repetition_gets_the_answer_that_was_given_before() {
    let app = start(&[]).await;
    let first = send(&app, "/payments", "k1", "a").await;
    assert!(!first.headers().contains_key("idempotency-replayed"));
    // In quotes it is the same key.
    let again = send(&app, "/payments", "\"k1\"", "a").await;
    assert_eq!(again.status(), StatusCode::CREATED);
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    for name in [header::LOCATION, header::CONTENT_TYPE] {
        assert_eq!(again.headers()[&name], first.headers()[&name]);
    }
    assert_eq!(text(again).await, text(first).await);
    assert_eq!(text(send(&app, "/payments", "k2", "a").await).await, "1");
    app.stop().await.unwrap();
}

#[tokio::test]
async fn a_key_is_of_one_request_and_of_a_route_that_has_keys() {
    let app = start(&[]).await;
    send(&app, "/payments", "k", "a").await;
    let other = send(&app, "/payments", "k", "b").await;
    assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let long = "x".repeat(256);
    for wrong in ["", "\"\"", long.as_str()] {
        let answer = send(&app, "/payments", wrong, "a").await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    // Another thing may have the same key, and this route keeps nothing.
    assert_eq!(text(send(&app, "/plain", "k", "").await).await, "1");
    assert_eq!(text(send(&app, "/plain", "k", "").await).await, "2");
    app.stop().await.unwrap();
}

#[tokio::test]
async fn what_failed_or_panicked_can_be_tried_again() {
    let app = start(&[]).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(send(&app, "/broken", "k", "").await.status().as_u16());
        tokio::task::yield_now().await;
    }
    assert_eq!(statuses, [503, 500, 200]);
    let again = send(&app, "/broken", "k", "").await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    app.stop().await.unwrap();
}

#[tokio::test]
async fn a_repetition_meanwhile_is_refused_or_waits() {
    for (wait, status) in [("0s", StatusCode::CONFLICT), ("30s", StatusCode::OK)] {
        let app = Arc::new(start(&[("idempotency.wait", wait)]).await);
        let gate = Arc::clone(app.get::<Gate>());
        let first = tokio::spawn({
            let app = Arc::clone(&app);
            async move { send(&app, "/slow", "k", "").await }
        });
        gate.begun.acquire().await.unwrap().forget();
        let mut second = tokio::spawn({
            let app = Arc::clone(&app);
            async move { send(&app, "/slow", "k", "").await }
        });
        if status == StatusCode::CONFLICT {
            assert_eq!((&mut second).await.unwrap().status(), status);
            gate.open.add_permits(1);
        } else {
            // Two, so that a second run of the handler would be seen and not hang.
            gate.open.add_permits(2);
            let second = second.await.unwrap();
            assert_eq!(second.headers()["idempotency-replayed"], "true");
            assert_eq!(text(second).await, "0");
        }
        assert_eq!(text(first.await.unwrap()).await, "0");
        let app = Arc::try_unwrap(app).map_err(|_| "still shared").unwrap();
        app.stop().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_repetition_waits_no_longer_than_it_may() {
    let app = Arc::new(start(&[("idempotency.wait", "30s")]).await);
    let gate = Arc::clone(app.get::<Gate>());
    let first = tokio::spawn({
        let app = Arc::clone(&app);
        async move { send(&app, "/slow", "k", "").await }
    });
    gate.begun.acquire().await.unwrap().forget();
    let started = Instant::now();
    let second = send(&app, "/slow", "k", "").await;
    assert_eq!(second.status(), StatusCode::CONFLICT);
    assert_eq!(started.elapsed().as_secs(), 30);
    // One that never ends keeps its key no longer than a request may take; then it is made again.
    let first = first.await.unwrap();
    assert_eq!(first.status(), StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(started.elapsed().as_secs(), 60);
    gate.open.add_permits(1);
    assert_eq!(send(&app, "/slow", "k", "").await.status(), StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn answers_are_kept_for_their_time_and_no_more_than_there_may_be() {
    let app = start(&[("idempotency.keep", "60s"), ("idempotency.max_kept", "2")]).await;
    let number = async |key: &str| text(send(&app, "/payments", key, "a").await).await;
    assert_eq!(number("a").await, "0");
    assert_eq!(number("b").await, "1");
    assert_eq!(number("a").await, "0");
    assert_eq!(number("c").await, "2");
    // Only two are kept: the oldest has gone.
    assert_eq!(number("b").await, "1");
    assert_eq!(number("a").await, "3");
    advance(Duration::from_secs(61)).await;
    assert_eq!(number("a").await, "4");
    app.stop().await.unwrap();
}

#[test]
fn the_page_has_the_settings() {
    let table = settings_table(&[SectionInfo::of::<IdempotencyConfig>()]);
    let page = include_str!("../../../../docs/src/modules/api.md");
    assert!(page.contains(&table), "the table should be\n{table}");
}
