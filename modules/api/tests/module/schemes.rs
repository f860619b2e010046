//! The contract says how clients say who they are, as the settings have it.

use purlin::prelude::*;
use purlin_api::{ApiModule, Contract};
use purlin_http_server::{HttpServerModule, Routes, SessionAuthModule, routes};
use serde_json::json;

/// Says whose it is.
#[contributes(dyn Routes)]
struct MineApi {}

#[routes(crate = purlin_http_server)]
impl MineApi {
    #[get("/mine", auth)]
    fn mine(&self) -> &'static str {
        "mine"
    }
}

/// Its module.
#[module(components = [MineApi])]
struct MineModule;

/// An application whose visitors log in.
#[app(modules = [HttpServerModule, SessionAuthModule, ApiModule, MineModule])]
struct Mine;

#[tokio::test]
async fn the_cookie_of_sessions_is_called_as_the_settings_say() {
    for (setting, name) in [(None, "__Host-session"), (Some("sid"), "sid")] {
        let builder = Mine::builder().config("http.address", "127.0.0.1:0");
        let builder = match setting {
            Some(name) => builder.config("sessions.cookie", name),
            None => builder,
        };
        let app = builder.start().await.expect("starts");
        let document = app.get::<Contract>().document().clone();
        let schemes = &document["components"]["securitySchemes"];
        let cookie = json!({ "session": { "type": "apiKey", "in": "cookie", "name": name } });
        assert_eq!(schemes, &cookie);
        app.stop().await.expect("stops");
    }
}
