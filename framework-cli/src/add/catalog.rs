//! The bundled modules.

use rust_embed::RustEmbed;

use crate::name::Name;

/// What `add` knows of a bundled module.
pub(crate) struct Bundled {
    /// Its name, which is the feature of the facade too.
    pub(crate) name: &'static str,
    /// Its type.
    pub(crate) path: &'static str,
    /// What it is for, in a few words.
    pub(crate) what: &'static str,
}

impl Bundled {
    /// The last part of its path.
    pub(crate) fn ident(&self) -> &'static str {
        self.path.rsplit("::").next().unwrap_or(self.path)
    }

    /// Its sections of a sample configuration of the application `app`, in TOML; nothing if it
    /// has no settings.
    pub(crate) fn sample(&self, app: &str) -> String {
        let Some(file) = Samples::get(&format!("{}.toml", self.name)) else {
            return String::new();
        };
        let text = String::from_utf8_lossy(&file.data);
        match Name::new("an application", app) {
            Ok(name) => Name::placeholder("app").replaced_by(&name, &text),
            Err(_) => text.into_owned(),
        }
    }
}

/// Written by `PURLIN_WRITE=1 cargo test -p purlin-book`, which compares them with the modules.
#[derive(RustEmbed)]
#[folder = "samples"]
struct Samples;

/// Every bundled module, by name.
pub(crate) const BUNDLED: [Bundled; 6] = [
    Bundled {
        name: "api",
        path: "purlin::api::ApiModule",
        what: "the contract of the HTTP API as OpenAPI 3.1, served, shown and compared",
    },
    Bundled {
        name: "cache",
        path: "purlin::cache::CacheModule",
        what: "a cache in memory, in Redis, or in both",
    },
    Bundled {
        name: "cloud-events",
        path: "purlin::cloud_events::CloudEventsModule",
        what: "events of the application, sent outside as CloudEvents",
    },
    Bundled {
        name: "database",
        path: "purlin::database::DatabaseModule",
        what: "SQLite, PostgreSQL or MariaDB through sea-orm, with migrations and transactions",
    },
    Bundled {
        name: "http-server",
        path: "purlin::http_server::HttpServerModule",
        what: "HTTP/1.1 and HTTP/2 on axum, with health endpoints",
    },
    Bundled {
        name: "json-schema",
        path: "purlin::json_schema::JsonSchemaModule",
        what: "validation of payloads and files against JSON Schema 2020-12",
    },
];
