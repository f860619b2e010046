//! The module as those who use it meet it: one test program, because each is linked anew.

mod application;
mod auth;
mod config;
mod context;
mod cors;
mod curl;
mod drain;
mod expected;
mod failure;
#[cfg(feature = "files")]
mod files;
mod front;
mod health;
#[cfg(unix)]
mod listeners;
mod middleware;
#[cfg(feature = "multipart")]
mod multipart;
mod operator;
mod paused;
mod phase;
mod policy;
mod routes;
#[cfg(feature = "schema")]
mod schema;
#[cfg(feature = "session")]
mod sessions;
mod support;
#[cfg(feature = "tls")]
mod tls;
mod versions;
#[cfg(feature = "websocket")]
mod websocket;
