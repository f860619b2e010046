//! The context of each request: its trace and ids, its tenant, its services, its end.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderName, Request, StatusCode},
};
use purlin::{
    app,
    app::Lookup as _,
    context::ExecutionContext,
    contributes,
    error::Error,
    module, provides,
    scope::{PerRequest, PerTenant},
    tenant::TenantsModule,
    testing::TestApp,
};
use purlin_http_server::{HttpServer, HttpServerModule, Routes, axum, routes};

use crate::support;

/// One for each request.
#[provides(scope = request, on_drop = Self::leave)]
struct Visit {
    left: Arc<Left>,
}

impl Visit {
    async fn leave(&self) {
        tokio::task::yield_now().await;
        self.left.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[derive(Default)]
struct Left(AtomicUsize);

/// One for each tenant.
struct Shelf(String);

#[contributes(dyn Routes)]
struct Api {
    visits: PerRequest<Visit>,
    shelves: PerTenant<Shelf>,
}

#[routes(crate = purlin_http_server)]
impl Api {
    #[get("/who")]
    async fn who(&self) -> Result<String, StatusCode> {
        let first = self
            .visits
            .get()
            .await
            .map_err(|_| StatusCode::IM_A_TEAPOT)?;
        let again = self
            .visits
            .get()
            .await
            .map_err(|_| StatusCode::IM_A_TEAPOT)?;
        assert!(Arc::ptr_eq(&first, &again));
        let context = ExecutionContext::current().ok_or(StatusCode::IM_A_TEAPOT)?;
        let remaining = context.remaining().unwrap_or_default();
        assert!(remaining > Duration::from_secs(50), "{remaining:?}");
        let owner = match self.shelves.get().await {
            Ok(found) => found.0.clone(),
            Err(error) => error.code().to_owned(),
        };
        Ok(format!(
            "{:032x} {} {} {owner}",
            context.trace().trace_id(),
            context.request_id(),
            context.baggage().get("shop").unwrap_or("none"),
        ))
    }
}

struct ApiModule;

#[module(components = [Visit, Api])]
impl ApiModule {
    #[provides]
    fn left() -> Left {
        Left::default()
    }

    #[provides(scope = tenant)]
    fn shelf() -> Result<Shelf, Error> {
        let tenant = ExecutionContext::current().and_then(|context| context.tenant().cloned());
        Ok(Shelf(
            tenant.map_or_else(|| "nobody".to_owned(), |id| id.to_string()),
        ))
    }
}

#[app(modules = [TenantsModule, HttpServerModule, ApiModule], expose = [Left])]
struct Shop;

const TENANT: HeaderName = HeaderName::from_static("x-tenant");

async fn ask(server: &HttpServer, path: &str, headers: &[(&str, &str)]) -> (StatusCode, String) {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let answer = server.call(request).await.expect("it serves");
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 100_000).await.expect("a body");
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn a_request_has_the_trace_ids_and_baggage_that_it_brings_and_services_of_its_own() {
    let app = TestApp::<Shop>::new().start().await.expect("it starts");
    let server = Arc::clone(app.get::<HttpServer>());
    let (status, text) = ask(
        &server,
        "/who",
        &[
            (
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ),
            ("x-request-id", "0123456789abcdef0123456789abcdef"),
            ("baggage", "shop=a"),
            (TENANT.as_str(), "acme"),
        ],
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        text, "4bf92f3577b34da6a3ce929d0e0e4736 0123456789abcdef0123456789abcdef a PL1402",
        "nobody said that the header names the tenant"
    );
    // The answer has been read: what was made for the request is told and dropped.
    let left = async {
        while app.get::<Left>().0.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), left)
        .await
        .expect("it is told");
    // Without names of its own it gets those of the application, the same in every test.
    let first = ask(&server, "/who", &[]).await.1;
    assert_ne!(first, ask(&server, "/who", &[]).await.1);
    app.stop().await;
}

#[tokio::test]
async fn the_header_that_is_configured_lets_a_request_into_its_tenant() {
    let app = TestApp::<Shop>::new()
        .config("http.tenant_header", "x-tenant")
        .config("tenants.known", vec!["acme", "globex"])
        .start()
        .await
        .expect("it starts");
    let server = Arc::clone(app.get::<HttpServer>());
    for tenant in ["acme", "globex", "acme"] {
        let (status, text) = ask(&server, "/who", &[("x-tenant", tenant)]).await;
        assert_eq!(
            (status, text.ends_with(&format!(" {tenant}"))),
            (StatusCode::OK, true),
            "{text}"
        );
    }
    let refused = [
        (None, StatusCode::BAD_REQUEST, "needs a tenant"),
        (
            Some("eve"),
            StatusCode::FORBIDDEN,
            "there is no such tenant",
        ),
        (Some("../etc"), StatusCode::BAD_REQUEST, "names no tenant"),
    ];
    for (tenant, status, detail) in refused {
        let headers: Vec<(&str, &str)> = tenant
            .map(|tenant| ("x-tenant", tenant))
            .into_iter()
            .collect();
        let answer = ask(&server, "/who", &headers).await;
        assert_eq!(answer.0, status, "{tenant:?}");
        assert!(
            answer.1.contains(detail) && answer.1.contains("\"status\""),
            "{}",
            answer.1
        );
    }
    // Health is for everybody.
    assert_eq!(ask(&server, "/health/ready", &[]).await.0, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn over_a_socket_it_is_the_same() {
    let app = TestApp::<Shop>::new().start().await.expect("it starts");
    let address = app.get::<HttpServer>().local_addr().expect("an address");
    let mut client = support::Client::http1(address).await;
    let answer = client.get("/who").await.expect("an answer");
    assert!(answer.text().ends_with(" none PL1402"), "{}", answer.text());
    drop(client);
    app.stop().await;
}
