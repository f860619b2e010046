//! Purlin: a compile-time dependency-injection application framework.
//!
//! Annotate structs and functions, and `cargo build` on stable Rust either gives a wired
//! application or says exactly what is missing, where, and why. See [`prelude`] for what most
//! files need, and the book for the whole.

pub use purlin_core::*;

// A glob does not bring what is hidden along for macros that write `::purlin::__private`.
#[doc(hidden)]
pub use purlin_core::__private;

#[cfg(feature = "api")]
pub use purlin_api as api;
#[cfg(feature = "cache")]
pub use purlin_cache as cache;
#[cfg(feature = "cloud-events")]
pub use purlin_cloud_events as cloud_events;
#[cfg(feature = "database")]
pub use purlin_database as database;
#[cfg(feature = "http-server")]
pub use purlin_http_server as http_server;
#[cfg(feature = "json-schema")]
pub use purlin_json_schema as json_schema;
