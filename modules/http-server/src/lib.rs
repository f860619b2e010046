#![doc = include_str!("../README.md")]

mod accept;
mod activity;
mod answering;
mod auth;
mod conditional;
mod config;
mod connection;
mod context;
mod cors;
mod created;
mod error;
mod expected;
#[cfg(feature = "files")]
mod files;
mod front;
mod health;
mod info;
mod middleware;
mod module;
mod mounted;
mod policy;
mod problem;
mod route_policy;
mod routes;
mod running;
mod server;
#[cfg(feature = "session")]
mod sessions;
#[cfg(unix)]
mod socket;
mod stopping;
mod stream;
mod table;
#[cfg(feature = "tls")]
mod tls;
mod version;

#[doc(hidden)]
pub mod __private;

pub use auth::{
    AuthError, AuthKind, AuthParameter, AuthRequirement, AuthScheme, AuthSchemes, Authenticator,
    BySettings,
};
pub use axum;
pub use conditional::{ETag, IfMatch, IfNoneMatch};
pub use config::HttpServerConfig;
pub use created::Created;
pub use error::{HttpServerError, RouteConflict};
pub use expected::expectation_failed;
#[cfg(feature = "files")]
pub use files::{Files, ReadEmbedded};
pub use front::RequestId;
#[cfg(feature = "schema")]
pub use info::SchemaFn;
pub use info::{RouteInfo, RouteTable, TypeInfo};
pub use middleware::{Middleware, NamedMiddleware};
pub use module::HttpServerModule;
pub use mounted::Mounted;
pub use policy::Whose;
pub use problem::{FieldProblem, Problem};
pub use purlin_http_server_macros::routes;
pub use route_policy::{RateLimit, RateScope, RoutePolicy};
pub use routes::Routes;
#[cfg(feature = "schema")]
pub use schemars;
pub use server::{Drained, HttpServer};
#[cfg(feature = "session")]
pub use sessions::{
    Flash, FlashLevel, MemorySessions, SameSite, Session, SessionAuthModule, SessionAuthenticator,
    SessionConfig, SessionError, SessionGate, SessionModule, SessionPlace, SessionRecord,
    SessionStore, Sessions,
};
pub use stopping::Stopping;
#[cfg(feature = "tls")]
pub use tls::ClientCertificate;
