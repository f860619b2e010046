#![doc = include_str!("../README.md")]

mod accept;
mod activity;
mod config;
mod connection;
mod error;
mod health;
mod module;
mod problem;
mod routes;
mod server;
mod table;

#[doc(hidden)]
pub mod __private;

pub use axum;
pub use config::HttpServerConfig;
pub use error::{HttpServerError, RouteConflict};
pub use module::HttpServerModule;
pub use purlin_http_server_macros::routes;
pub use routes::{RouteInfo, Routes};
pub use server::{Drained, HttpServer};
