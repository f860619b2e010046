//! What is known of a visitor from one request to the next.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{
    Json,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use purlin::{
    app,
    app::Lookup as _,
    config::{ConfigValue, SectionInfo, settings_table},
    context::{Clock, ExecutionContext, Principal, Randomness},
    contributes,
    error::{Category, Error},
    module,
    testing::TestApp,
};
use purlin_http_server::{
    Flash, FlashLevel, HttpServer, HttpServerModule, MemorySessions, Problem, Routes, SameSite,
    Session, SessionAuthModule, SessionConfig, SessionModule, SessionPlace, SessionRecord,
    SessionStore, Sessions, axum, routes,
};

#[contributes(dyn Routes)]
struct Api {}

#[routes(crate = purlin_http_server)]
impl Api {
    #[get("/none")]
    fn none(&self) -> &'static str {
        "nothing"
    }

    #[get("/look")]
    fn look(&self, session: Session) -> Json<Option<u32>> {
        Json(session.get("count"))
    }

    #[get("/count")]
    fn count(&self, session: Session) -> Result<Json<u32>, Problem> {
        let count = session.get::<u32>("count").unwrap_or_default() + 1;
        session.insert("count", count)?;
        Ok(Json(count))
    }

    #[post("/login")]
    fn log_in(&self, session: Session) -> Result<(), Problem> {
        let ada = Principal::new("ada").with_roles(["clerk"]);
        session.log_in(&ada.with_claim("name", "Ada"))?;
        Ok(session.flash(FlashLevel::Success, "Welcome")?)
    }

    #[get("/who")]
    fn who(&self, session: Session) -> String {
        let principal = session.principal();
        principal.map_or_else(
            || "nobody".to_owned(),
            |one| {
                format!(
                    "{} {:?} {:?}",
                    one.subject(),
                    one.roles().collect::<Vec<_>>(),
                    one.claim("name")
                )
            },
        )
    }

    #[post("/logout")]
    fn log_out(&self, session: Session) {
        session.log_out();
    }

    #[get("/flashes")]
    fn flashes(&self, session: Session) -> Json<Vec<Flash>> {
        Json(session.flashes())
    }

    #[post("/large")]
    fn large(&self, session: Session, text: String) -> Result<(), Problem> {
        Ok(session.insert("text", text)?)
    }

    #[post("/own")]
    fn own(&self, session: Session) -> String {
        let error = session.insert("purlin.principal", "eve");
        error.expect_err("it is refused").code().to_owned()
    }

    #[get("/forever")]
    async fn forever(&self, session: Session) -> Result<(), Problem> {
        session.insert("slow", true)?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(())
    }
}

struct ApiModule;

#[module(components = [Api])]
impl ApiModule {}

#[app(modules = [HttpServerModule, SessionModule, ApiModule])]
struct Site;

async fn start(settings: &[(&str, &str)]) -> purlin::testing::Started<Site> {
    let settings = settings
        .iter()
        .fold(TestApp::<Site>::new(), |app, (path, value)| {
            app.config(path, ConfigValue::from(*value))
        });
    settings.start().await.expect("it starts")
}

/// A browser: it sends back what it was given.
struct Browser {
    server: Arc<HttpServer>,
    cookie: Option<String>,
    /// What the last answer said of the cookie.
    told: Option<String>,
}

impl Browser {
    fn new(server: &Arc<HttpServer>) -> Self {
        Self {
            server: Arc::clone(server),
            cookie: None,
            told: None,
        }
    }

    async fn ask(&mut self, method: &str, path: &str) -> Response<Body> {
        self.send(method, path, Body::empty()).await
    }

    async fn send(&mut self, method: &str, path: &str, body: Body) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, format!("other=1; {cookie}"));
        }
        let request = request.body(body).expect("a request");
        let answer = self.server.call(request).await.expect("it serves");
        self.told = answer
            .headers()
            .get(header::SET_COOKIE)
            .map(|told| told.to_str().expect("ASCII").to_owned());
        if let Some(told) = &self.told {
            let pair = told.split(';').next().expect("a pair");
            let kept = !told.contains("Max-Age=0");
            self.cookie = kept.then(|| pair.to_owned());
        }
        answer
    }

    async fn text(&mut self, method: &str, path: &str) -> String {
        let answer = self.ask(method, path).await;
        let body = to_bytes(answer.into_body(), 100_000).await.expect("a body");
        String::from_utf8(body.to_vec()).expect("UTF-8")
    }

    async fn get(&mut self, path: &str) -> String {
        self.text("GET", path).await
    }
}

/// The code of a problem.
async fn code_of(answer: Response<Body>) -> String {
    let body = to_bytes(answer.into_body(), 100_000).await.expect("a body");
    let problem: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    problem["code"].as_str().unwrap_or_default().to_owned()
}

const KEY: &str = "0123456789abcdef0123456789abcdef";
const NEXT: &str = "abcdef0123456789abcdef0123456789";

/// In the store, and in cookies.
fn both() -> [Vec<(&'static str, &'static str)>; 2] {
    [
        Vec::new(),
        vec![("sessions.kept", "cookie"), ("sessions.key", KEY)],
    ]
}

#[tokio::test]
async fn a_session_begins_when_something_is_put_into_it_and_is_one_browsers() {
    for settings in both() {
        let app = start(&settings).await;
        let mut ada = Browser::new(app.get::<HttpServer>());
        let mut eve = Browser::new(app.get::<HttpServer>());
        for path in ["/none", "/look"] {
            ada.ask("GET", path).await;
            assert_eq!(ada.told, None, "{path}");
        }
        assert_eq!(ada.get("/count").await, "1");
        let told = ada.told.clone().expect("a cookie");
        assert!(told.starts_with("__Host-session="), "{told}");
        let attributes = "; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=1800";
        assert!(told.ends_with(attributes), "{told}");
        assert_eq!(ada.get("/count").await, "2");
        assert_eq!(eve.get("/count").await, "1");
        assert_eq!(ada.get("/look").await, "2");
        assert_eq!(ada.told, None, "nothing has changed");
        app.stop().await;
    }
}

#[tokio::test]
async fn an_answer_with_a_session_is_kept_by_nobody_else() {
    let app = start(&[]).await;
    let mut ada = Browser::new(app.get::<HttpServer>());
    let counted = ada.ask("GET", "/count").await;
    assert_eq!(counted.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(counted.headers()[header::VARY], "cookie");
    let plain = ada.ask("GET", "/none").await;
    assert!(!plain.headers().contains_key(header::VARY));
    app.stop().await;
}

#[tokio::test]
async fn a_login_gives_the_session_a_new_name_and_the_old_one_is_worth_nothing() {
    let app = start(&[]).await;
    let server = app.get::<HttpServer>();
    // Eve begins a session and gives it to Ada.
    let mut eve = Browser::new(server);
    eve.get("/count").await;
    let mut ada = Browser::new(server);
    ada.cookie.clone_from(&eve.cookie);
    assert_eq!(ada.ask("POST", "/login").await.status(), StatusCode::OK);
    assert_ne!(ada.cookie, eve.cookie);
    let who = ada.get("/who").await;
    assert_eq!(who, "ada [\"clerk\"] Some(String(\"Ada\"))");
    assert_eq!(ada.get("/look").await, "1", "what was in it stays");
    assert_eq!(eve.get("/who").await, "nobody");
    assert_eq!(eve.get("/look").await, "null");

    let before = ada.cookie.clone();
    ada.ask("POST", "/logout").await;
    assert!(ada.cookie.is_none() && ada.told.is_some());
    ada.cookie = before;
    assert_eq!(ada.get("/who").await, "nobody", "it is not there any more");
    app.stop().await;
}

#[tokio::test]
async fn messages_are_shown_once() {
    for settings in both() {
        let app = start(&settings).await;
        let mut ada = Browser::new(app.get::<HttpServer>());
        ada.ask("POST", "/login").await;
        let shown = ada.get("/flashes").await;
        assert_eq!(shown, r#"[{"level":"success","text":"Welcome"}]"#);
        assert_eq!(ada.get("/flashes").await, "[]");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_session_ends_when_nobody_asks_and_at_last_in_any_case() {
    for settings in both() {
        let app = start(&settings).await;
        let mut ada = Browser::new(app.get::<HttpServer>());
        let minutes = |number: u64| Duration::from_mins(number);
        ada.get("/count").await;
        app.advance(minutes(29));
        assert_eq!(ada.get("/look").await, "1");
        let told = ada.told.clone().expect("the cookie lasts longer now");
        assert!(told.ends_with("Max-Age=1800"), "{told}");
        app.advance(minutes(29));
        assert_eq!(ada.get("/look").await, "1", "it was asked for meanwhile");
        app.advance(minutes(30));
        assert_eq!(ada.get("/look").await, "null");

        ada.get("/count").await;
        for _ in 0..35 {
            app.advance(minutes(20));
            assert_eq!(ada.get("/look").await, "1");
        }
        // 700 minutes are over, 20 of twelve hours are left.
        let told = ada.told.clone().expect("a cookie");
        assert!(told.ends_with("Max-Age=1200"), "{told}");
        app.advance(minutes(20));
        assert_eq!(ada.get("/look").await, "null");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_cookie_that_nobody_signed_is_as_if_there_were_none() {
    let app = start(&both()[1]).await;
    let mut ada = Browser::new(app.get::<HttpServer>());
    ada.get("/count").await;
    let cookie = ada.cookie.clone().expect("a cookie");
    let middle = cookie.len() / 2;
    let mut forged = cookie.clone().into_bytes();
    forged[middle] = if forged[middle] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).expect("ASCII");
    let (payload, _) = cookie.split_once('.').expect("a signature");
    for wrong in [
        forged.as_str(),
        payload,
        &format!("{payload}."),
        "__Host-session=a.b.c",
    ] {
        ada.cookie = Some(wrong.to_owned());
        assert_eq!(ada.get("/look").await, "null", "{wrong}");
    }
    ada.cookie = Some(cookie);
    assert_eq!(ada.get("/look").await, "1");
    app.stop().await;
}

#[tokio::test]
async fn what_a_former_key_signed_is_believed_and_signed_anew() {
    let old = start(&both()[1]).await;
    let mut ada = Browser::new(old.get::<HttpServer>());
    ada.get("/count").await;
    old.stop().await;

    let rotated = TestApp::<Site>::new()
        .config("sessions.kept", "cookie")
        .config("sessions.key", NEXT)
        .config("sessions.former_keys", vec![KEY])
        .start()
        .await
        .expect("it starts");
    ada.server = Arc::clone(rotated.get::<HttpServer>());
    assert_eq!(ada.get("/look").await, "1");
    assert!(ada.told.is_some(), "signed anew");
    rotated.stop().await;

    let next = start(&[("sessions.kept", "cookie"), ("sessions.key", NEXT)]).await;
    ada.server = Arc::clone(next.get::<HttpServer>());
    assert_eq!(ada.get("/look").await, "1");
    next.stop().await;
}

#[tokio::test]
async fn a_session_has_a_size_and_keys_that_are_not_for_handlers() {
    for (settings, most) in both().into_iter().zip([65_536, 2_800]) {
        let app = start(&settings).await;
        let mut ada = Browser::new(app.get::<HttpServer>());
        let text = |size| Body::from("x".repeat(size));
        let fits = most - r#"{"text":""}"#.len();
        let answer = ada.send("POST", "/large", text(fits + 1)).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(code_of(answer).await, "PL1211");
        assert_eq!(ada.cookie, None);
        assert_eq!(
            ada.send("POST", "/large", text(fits)).await.status(),
            StatusCode::OK
        );
        let cookie = ada.told.clone().expect("a cookie");
        assert!(cookie.len() < 4096, "{}", cookie.len());
        assert_eq!(ada.text("POST", "/own").await, "PL1212");
        app.stop().await;
    }
}

#[tokio::test]
async fn of_two_changes_at_once_none_is_lost_and_what_has_ended_stays_so() {
    tokio::time::pause();
    let app = start(&[]).await;
    let server = app.get::<HttpServer>();
    let mut ada = Browser::new(server);
    ada.get("/count").await;
    let slow = |cookie: Option<String>| {
        let mut other = Browser::new(server);
        other.cookie = cookie;
        tokio::spawn(async move {
            let status = other.ask("GET", "/forever").await.status();
            (status, other.told)
        })
    };
    let running = slow(ada.cookie.clone());
    tokio::task::yield_now().await;
    assert_eq!(ada.get("/count").await, "2");
    assert_eq!(running.await.expect("no panic").0, StatusCode::OK);
    assert_eq!(ada.get("/look").await, "2", "the slow one had seen 1");

    let running = slow(ada.cookie.clone());
    tokio::task::yield_now().await;
    let before = ada.cookie.clone();
    ada.ask("POST", "/logout").await;
    let (status, told) = running.await.expect("no panic");
    assert_eq!((status, told), (StatusCode::OK, None));
    ada.cookie = before;
    assert_eq!(ada.get("/look").await, "null");
    app.stop().await;
}

/// A store that is not there.
struct Broken;

#[async_trait]
impl SessionStore for Broken {
    async fn load(&self, _: &str) -> Result<Option<SessionRecord>, Error> {
        Err(broken())
    }

    async fn insert(&self, _: &str, _: SessionRecord) -> Result<(), Error> {
        Err(broken())
    }

    async fn replace(&self, _: &str, _: SessionRecord) -> Result<bool, Error> {
        Err(broken())
    }

    async fn remove(&self, _: &str) -> Result<(), Error> {
        Err(broken())
    }
}

fn broken() -> Error {
    Error::new(Category::Dependency, "PL9999", "the store is away")
}

/// A store in which somebody else is always first.
#[derive(Default)]
struct Busy {
    last: std::sync::Mutex<Option<SessionRecord>>,
}

#[async_trait]
impl SessionStore for Busy {
    async fn load(&self, _: &str) -> Result<Option<SessionRecord>, Error> {
        Ok(self.last.lock().expect("no panic").clone())
    }

    async fn insert(&self, _: &str, record: SessionRecord) -> Result<(), Error> {
        *self.last.lock().expect("no panic") = Some(record);
        Ok(())
    }

    async fn replace(&self, _: &str, _: SessionRecord) -> Result<bool, Error> {
        Ok(false)
    }

    async fn remove(&self, _: &str) -> Result<(), Error> {
        Ok(())
    }
}

struct BusyModule;

#[module]
impl BusyModule {
    #[provides(as = dyn SessionStore)]
    fn store() -> Busy {
        Busy::default()
    }
}

#[app(modules = [HttpServerModule, SessionModule, BusyModule, ApiModule])]
struct BusySite;

#[tokio::test]
async fn a_change_that_others_are_always_in_the_way_of_is_a_503_with_its_code() {
    let app = TestApp::<BusySite>::new().start().await.expect("it starts");
    let mut ada = Browser::new(app.get::<HttpServer>());
    assert_eq!(ada.get("/count").await, "1");
    let answer = ada.ask("GET", "/count").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(code_of(answer).await, "PL1214");
    // Who only looks is in nobody's way.
    assert_eq!(ada.get("/look").await, "1");
    app.stop().await;
}

struct BrokenModule;

#[module]
impl BrokenModule {
    #[provides(as = dyn SessionStore)]
    fn store() -> Broken {
        Broken
    }
}

#[app(modules = [HttpServerModule, SessionModule, BrokenModule, ApiModule])]
struct Shaky;

#[tokio::test]
async fn a_store_that_is_away_is_a_503_and_no_promise_that_is_not_kept() {
    let app = TestApp::<Shaky>::new().start().await.expect("it starts");
    let mut ada = Browser::new(app.get::<HttpServer>());
    let begun = ada.ask("GET", "/count").await;
    assert_eq!(begun.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!begun.headers().contains_key(header::SET_COOKIE));
    ada.cookie = Some("__Host-session=x".to_owned());
    assert_eq!(ada.ask("GET", "/look").await.status(), 503);
    // What needs no session goes on.
    assert_eq!(ada.ask("GET", "/none").await.status(), 200);
    app.stop().await;
}

#[contributes(dyn Routes)]
struct Private {}

#[routes(auth, crate = purlin_http_server)]
impl Private {
    #[get("/private")]
    fn private(&self) -> String {
        let subject = |context: &ExecutionContext| Some(context.principal()?.subject().to_owned());
        let subject = ExecutionContext::with_current(subject).flatten();
        subject.unwrap_or_default()
    }
}

struct PrivateModule;

#[module(components = [Private])]
impl PrivateModule {}

#[app(modules = [HttpServerModule, SessionAuthModule, ApiModule, PrivateModule])]
struct Club;

#[tokio::test]
async fn who_has_logged_in_is_known_to_routes_that_ask() {
    let app = TestApp::<Club>::new().start().await.expect("it starts");
    let mut ada = Browser::new(app.get::<HttpServer>());
    let refused = ada.ask("GET", "/private").await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let told = &refused.headers()[header::WWW_AUTHENTICATE];
    assert_eq!(told, "Cookie cookie-name=\"__Host-session\"");
    ada.ask("POST", "/login").await;
    assert_eq!(ada.get("/private").await, "ada");
    app.advance(Duration::from_mins(30));
    assert_eq!(ada.ask("GET", "/private").await.status(), 401);
    ada.ask("POST", "/login").await;
    ada.ask("POST", "/logout").await;
    assert_eq!(ada.ask("GET", "/private").await.status(), 401);
    app.stop().await;
}

#[app(modules = [HttpServerModule, ApiModule])]
struct Forgetful;

#[tokio::test]
async fn without_the_module_a_handler_that_asks_for_a_session_says_so_in_the_log() {
    let app = TestApp::<Forgetful>::new()
        .start()
        .await
        .expect("it starts");
    let mut ada = Browser::new(app.get::<HttpServer>());
    let text = ada.get("/count").await;
    assert!(text.contains("PL1213"), "{text}");
    app.stop().await;
}

#[test]
fn settings_that_browsers_would_not_take_are_refused() {
    let config = SessionConfig::default;
    let in_cookies = |key: Option<&str>| SessionConfig {
        kept: SessionPlace::Cookie,
        key: key.map(|key| purlin::config::Secret::new(key.to_owned())),
        ..config()
    };
    let cases = [
        (
            SessionConfig {
                secure: false,
                ..config()
            },
            "cookie",
        ),
        (
            SessionConfig {
                secure: false,
                cookie: "sid".to_owned(),
                same_site: SameSite::None,
                ..config()
            },
            "same_site",
        ),
        (in_cookies(None), "key"),
        (in_cookies(Some("short")), "key"),
    ];
    for (config, setting) in cases {
        let store = Arc::new(MemorySessions::new(1));
        let made = Sessions::new(&config, store, &Clock::default(), &Randomness::default());
        let error = Error::from(made.expect_err("it is refused"));
        assert_eq!(
            (error.code(), error.category()),
            ("PL1210", Category::Config)
        );
        let named = format!("`sessions.{setting}`");
        assert!(error.message().contains(&named), "{error}");
        assert!(!error.render().contains("short"), "{error}");
    }
}

#[test]
fn the_documentation_has_every_setting() {
    let page = include_str!("../../../../docs/src/modules/sessions.md");
    let table = settings_table(&[SectionInfo::of::<SessionConfig>()]);
    assert!(page.contains(&table), "the table should be\n{table}");
}
