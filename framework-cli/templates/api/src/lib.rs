//! A JSON API over a database: `cargo run`, then in another shell
//!
//! ```sh
//! curl -i localhost:8080/notes -H 'content-type: application/json' -d '{"text": "buy nails"}'
//! curl localhost:8080/notes
//! curl localhost:8080/health/ready
//! ```

use purlin::{database::DatabaseModule, http_server::HttpServerModule, prelude::*};

pub mod notes;

use notes::NotesModule;

/// The application: its modules, in the order in which they are registered.
#[app(modules = [HttpServerModule, DatabaseModule, NotesModule])]
pub struct TemplateApi;
