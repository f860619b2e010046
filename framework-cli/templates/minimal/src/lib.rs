//! A service that greets: `cargo run`, then `curl localhost:8080/`.

use purlin::{http_server::HttpServerModule, prelude::*};

pub mod greeting;

use greeting::GreetingModule;

/// The application: its modules, in the order in which they are registered.
#[app(modules = [HttpServerModule, GreetingModule])]
pub struct TemplateMinimal;
