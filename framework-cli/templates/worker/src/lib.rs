//! A worker that sends letters from a queue: `cargo run`, then in another shell
//!
//! ```sh
//! curl -i -X POST localhost:8080/letters/ada@example.org
//! curl localhost:8080/health/ready
//! ```

use purlin::{http_server::HttpServerModule, prelude::*};

pub mod mail;

use mail::MailModule;

/// The application: its modules, in the order in which they are registered.
#[app(modules = [HttpServerModule, MailModule])]
pub struct TemplateWorker;
