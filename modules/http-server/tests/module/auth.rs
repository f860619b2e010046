//! Who sends a request, and who may ask for what.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails, and an authenticator is told to panic"
)]

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, Request, Response, StatusCode, header, request::Parts},
};
use purlin::{
    app,
    app::Lookup as _,
    context::{ExecutionContext, Principal},
    contributes,
    error::{Category, Error},
    module,
    testing::TestApp,
};
use purlin_http_server::{
    AuthError, Authenticator, HttpServer, HttpServerError, HttpServerModule, Middleware, Routes,
    axum, routes,
};

use crate::support;

/// `Bearer NAME/ROLE`, or what makes it fail.
struct Tokens;

#[async_trait]
impl Authenticator for Tokens {
    async fn authenticate(&self, head: &mut Parts) -> Result<Option<Principal>, AuthError> {
        let given = head.headers.get(header::AUTHORIZATION);
        let given = given.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        match given {
            None => Ok(None),
            Some("away") => {
                Err(Error::new(Category::Dependency, "PL9999", "the keys are away").into())
            }
            Some("panic") => panic!("told to panic"),
            Some("slow") => {
                tokio::time::sleep(Duration::from_hours(1)).await;
                Ok(None)
            }
            Some(token) => {
                let (name, role) = token
                    .split_once('/')
                    .ok_or_else(|| AuthError::refused("the token is none of ours"))?;
                Ok(Some(Principal::new(name).with_roles([role])))
            }
        }
    }

    fn challenge(&self) -> HeaderValue {
        HeaderValue::from_static("Bearer realm=\"test\"")
    }
}

/// Everybody who says so in a header; asked first.
struct Header;

#[async_trait]
impl Authenticator for Header {
    async fn authenticate(&self, head: &mut Parts) -> Result<Option<Principal>, AuthError> {
        let named = head
            .headers
            .get("x-user")
            .and_then(|value| value.to_str().ok());
        Ok(named.map(Principal::new))
    }

    fn challenge(&self) -> HeaderValue {
        HeaderValue::from_static("User")
    }
}

/// Counts what it sees.
struct Seen;

#[async_trait]
impl Middleware for Seen {
    async fn after(&self, response: &mut Response<Body>) {
        response
            .headers_mut()
            .insert("x-seen", HeaderValue::from_static("yes"));
    }
}

fn who() -> String {
    let subject = |context: &ExecutionContext| Some(context.principal()?.subject().to_owned());
    let subject = ExecutionContext::with_current(subject).flatten();
    subject.unwrap_or_else(|| "nobody".to_owned())
}

#[contributes(dyn Routes)]
struct Open {}

#[routes(crate = purlin_http_server)]
impl Open {
    #[get("/open")]
    fn open(&self) -> String {
        who()
    }

    #[get("/mine", auth)]
    fn mine(&self) -> String {
        who()
    }

    #[get("/bare")]
    fn bare(&self) -> StatusCode {
        StatusCode::UNAUTHORIZED
    }

    #[post("/limited", auth, rate_limit = "1/h per principal")]
    fn limited(&self) {}
}

#[contributes(dyn Routes)]
struct Office {}

#[routes(prefix = "/office", auth = "clerk", crate = purlin_http_server)]
impl Office {
    #[get("/")]
    fn enter(&self) -> String {
        who()
    }

    #[get("/safe", auth = ["boss", "owner"])]
    fn safe(&self) -> String {
        who()
    }

    #[get("/door", public)]
    fn door(&self) -> String {
        who()
    }
}

struct OfficeModule;

#[module(components = [Open, Office])]
impl OfficeModule {
    #[contributes(dyn Authenticator)]
    fn tokens() -> Tokens {
        Tokens
    }

    #[contributes(dyn Authenticator, priority = 1)]
    fn header() -> Header {
        Header
    }

    #[contributes(dyn Middleware)]
    fn seen() -> Seen {
        Seen
    }
}

#[app(modules = [HttpServerModule, OfficeModule])]
struct Firm;

async fn ask(
    server: &HttpServer,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    server.call(request).await.expect("it serves")
}

async fn text(answer: Response<Body>) -> String {
    let body = to_bytes(answer.into_body(), 100_000).await.expect("a body");
    String::from_utf8(body.to_vec()).expect("UTF-8")
}

async fn start() -> purlin::testing::Started<Firm> {
    TestApp::<Firm>::new().start().await.expect("it starts")
}

#[tokio::test]
async fn the_principal_of_a_request_is_who_sends_it_wherever_it_goes() {
    let app = start().await;
    let server = app.get::<HttpServer>();
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[], "nobody"),
        (&[("authorization", "Bearer ada/clerk")], "ada"),
        (&[("x-user", "eve")], "eve"),
        // The one with the higher priority is asked first.
        (
            &[("authorization", "Bearer ada/clerk"), ("x-user", "eve")],
            "eve",
        ),
    ];
    for (headers, expected) in cases {
        assert_eq!(
            text(ask(server, "GET", "/open", headers).await).await,
            expected
        );
        let door = ask(server, "GET", "/office/door", headers).await;
        assert_eq!(text(door).await, expected);
        let mine = ask(server, "GET", "/mine", headers).await;
        assert_eq!(mine.status() == 200, expected != "nobody", "{headers:?}");
    }
    app.stop().await;
}

#[tokio::test]
async fn whoever_does_not_say_who_it_is_is_told_how_to() {
    let app = start().await;
    let server = app.get::<HttpServer>();
    for (method, path) in [
        ("GET", "/mine"),
        ("HEAD", "/mine"),
        ("GET", "/office"),
        ("GET", "/bare"),
    ] {
        let answer = ask(server, method, path, &[]).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
        let told = answer.headers().get_all(header::WWW_AUTHENTICATE);
        let told: Vec<&str> = told
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        assert_eq!(told, ["User", "Bearer realm=\"test\""], "{method} {path}");
        let media = &answer.headers()[header::CONTENT_TYPE];
        assert_eq!(media, "application/problem+json");
    }
    // Other errors say nothing of it.
    let missing = ask(server, "GET", "/nothing", &[]).await;
    assert!(!missing.headers().contains_key(header::WWW_AUTHENTICATE));
    app.stop().await;
}

#[tokio::test]
async fn roles_are_those_of_the_route_or_of_its_block() {
    let app = start().await;
    let server = app.get::<HttpServer>();
    let cases = [
        ("/office", "clerk", 200),
        ("/office", "boss", 403),
        ("/office/safe", "owner", 200),
        ("/office/safe", "boss", 200),
        ("/office/safe", "clerk", 403),
        ("/mine", "none", 200),
    ];
    for (path, role, status) in cases {
        let bearer = format!("Bearer ada/{role}");
        let answer = ask(server, "GET", path, &[("authorization", &bearer)]).await;
        assert_eq!(answer.status(), status, "{path} as {role}");
        assert!(!answer.headers().contains_key(header::WWW_AUTHENTICATE));
    }
    app.stop().await;
}

#[tokio::test]
async fn a_refused_request_is_seen_by_no_middleware() {
    let app = start().await;
    let server = app.get::<HttpServer>();
    let refused = ask(server, "GET", "/mine", &[]).await;
    assert!(!refused.headers().contains_key("x-seen"));
    let answered = ask(server, "GET", "/mine", &[("x-user", "eve")]).await;
    assert!(answered.headers().contains_key("x-seen"));
    app.stop().await;
}

#[tokio::test]
async fn credentials_that_are_wrong_are_told_where_they_are_needed_and_only_there() {
    let app = start().await;
    let server = app.get::<HttpServer>();
    let wrong = [("authorization", "Bearer nonsense")];
    let refused = ask(server, "GET", "/mine", &wrong).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(refused.headers().contains_key(header::WWW_AUTHENTICATE));
    assert!(text(refused).await.contains("the token is none of ours"));
    assert_eq!(
        text(ask(server, "GET", "/open", &wrong).await).await,
        "nobody"
    );

    // What cannot be found out is a failure of the server, and nobody gets in by it.
    let away = [("authorization", "Bearer away")];
    let failed = ask(server, "GET", "/mine", &away).await;
    assert_eq!(failed.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!text(failed).await.contains("the keys are away"));
    assert_eq!(
        ask(server, "GET", "/health/ready", &away).await.status(),
        200
    );
    let panicked = ask(server, "GET", "/open", &[("authorization", "Bearer panic")]).await;
    assert_eq!(panicked.status(), StatusCode::INTERNAL_SERVER_ERROR);
    app.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_authenticator_has_no_more_time_than_the_request() {
    let app = start().await;
    let server = app.get::<HttpServer>();
    let slow = ask(server, "GET", "/open", &[("authorization", "Bearer slow")]).await;
    assert_eq!(slow.status(), StatusCode::GATEWAY_TIMEOUT);
    app.stop().await;
}

#[tokio::test]
async fn a_rate_per_principal_is_of_those_who_are_let_in() {
    let app = start().await;
    let server = app.get::<HttpServer>();
    let mut statuses = Vec::new();
    for user in [None, None, Some("eve"), Some("eve"), Some("ada")] {
        let headers: Vec<(&str, &str)> = user.map(|user| ("x-user", user)).into_iter().collect();
        let answer = ask(server, "POST", "/limited", &headers).await;
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses, [401, 401, 200, 429, 200]);
    app.stop().await;
}

#[tokio::test]
async fn over_a_socket_and_without_an_application_it_is_the_same() {
    let server = HttpServer::new(support::config())
        .authenticate(Arc::new(Header))
        .serve(Arc::new(Open {}));
    let address = server.start().await.expect("it starts");
    assert_eq!(support::get(address, "/mine").await.status, 401);
    let mut request = support::request("GET", "/mine", "");
    request
        .headers_mut()
        .insert("x-user", HeaderValue::from_static("eve"));
    let mut client = support::Client::http1(address).await;
    let answer = client.send(request).await.expect("an answer");
    assert_eq!((answer.status.as_u16(), answer.text()), (200, "eve"));
    server.stop().await;
}

#[tokio::test]
async fn a_route_that_nobody_could_ever_ask_for_keeps_the_server_from_starting() {
    let server = HttpServer::new(support::config()).serve(Arc::new(Open {}));
    let error = support::start_error(&server).await;
    assert!(
        matches!(error, HttpServerError::NoAuthenticator { .. }),
        "{error}"
    );
    let error = Error::from(error);
    assert_eq!(
        (error.code(), error.category()),
        ("PL1215", Category::Validation)
    );
    assert!(error.message().contains("`Open::mine`"), "{error}");
}
